-- Takes one billing event: dedupe mark, order, rules, log and inbox in one step.
--
-- KEYS 7  the event's mark       KEYS 8  standing of its subject
-- KEYS 9  its refunds that auth-service does not know of
-- KEYS 10 inbox: ids by when they are due next   KEYS 11 inbox: id -> event
-- KEYS 12 inbox: id -> step
-- ARGV 3  margin of cut-offs, ms ARGV 4  longest life of a token, ms
-- ARGV 5  how long the event is remembered, ms   ARGV 6  the event's id in the inbox
-- ARGV 7  the event as JSON      ARGV 8  the step as JSON
-- ARGV 9  for how long the caller delivers it itself, ms   ARGV 10 most entries in the inbox
-- Answers {'duplicate'} | {'stale'} | {'full'} | {'applied', epoch, place}

if redis.call('EXISTS', KEYS[7]) == 1 then
  return {'duplicate'}
end
local step = cjson.decode(ARGV[8])
if is_stale(step, KEYS[8]) then
  redis.call('SET', KEYS[7], '1', 'PX', ARGV[5])
  return {'stale'}
end
if redis.call('ZCARD', KEYS[10]) >= tonumber(ARGV[10]) then
  return {'full'}
end
purge()
redis.call('SET', KEYS[7], '1', 'PX', ARGV[5])
local place = apply_billing(step, KEYS[8], KEYS[9], false, tonumber(ARGV[3]), tonumber(ARGV[4]))
redis.call('HSET', KEYS[11], ARGV[6], ARGV[7])
redis.call('HSET', KEYS[12], ARGV[6], ARGV[8])
redis.call('ZADD', KEYS[10], whole(now + tonumber(ARGV[9])), ARGV[6])
return {'applied', epoch, place}
