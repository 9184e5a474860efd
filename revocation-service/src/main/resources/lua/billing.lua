-- Takes one billing event: dedupe mark, order, rules, log and inbox in one step.
--
-- KEY    mark_key          the event's mark
-- KEY    standing_key      standing of its subject
-- KEY    refunds_key       its refunds that auth-service does not know of
-- KEY    due_key           inbox: ids by when they are due next
-- KEY    events_key        inbox: id -> event
-- KEY    steps_key         inbox: id -> step
-- NUMBER margin            of cut-offs, ms
-- NUMBER lifetime          longest life of a token, ms
-- TEXT   mark_ttl          how long the event is remembered, ms
-- TEXT   id                of the event in the inbox
-- TEXT   event             JSON
-- TEXT   step_json         what it does
-- NUMBER own_delivery      for how long the caller delivers it itself, ms
-- NUMBER max_inbox         most entries in the inbox
-- Answers {'duplicate'} | {'stale'} | {'full'} | {'applied', epoch, place}

if redis.call('EXISTS', mark_key) == 1 then
  return {'duplicate'}
end
local step = cjson.decode(step_json)
if is_stale(step, standing_key) then
  redis.call('SET', mark_key, '1', 'PX', mark_ttl)
  return {'stale'}
end
if redis.call('ZCARD', due_key) >= max_inbox then
  return {'full'}
end
purge()
redis.call('SET', mark_key, '1', 'PX', mark_ttl)
local place = apply_billing(step, standing_key, refunds_key, false, margin, lifetime)
redis.call('HSET', events_key, id, event)
redis.call('HSET', steps_key, id, step_json)
redis.call('ZADD', due_key, whole(now + own_delivery), id)
return {'applied', epoch, place}
