-- Records how a delivery to auth-service went, and does what that means for the rules.
--
-- KEY    standing_key      standing of the event's subject
-- KEY    refunds_key       its refunds that auth-service does not know of
-- KEY    due_key           inbox: ids by when they are due next
-- KEY    events_key        inbox: id -> event
-- KEY    steps_key         inbox: id -> step
-- KEY    attempts_key      inbox: id -> attempts made
-- KEY    parked_due_key    parked: ids by when they are due next
-- KEY    parked_since_key  parked: ids by since when
-- KEY    parked_why_key    parked: id -> why
-- NUMBER margin            of cut-offs, ms
-- NUMBER lifetime          longest life of a token, ms
-- TEXT   id                of the event in the inbox
-- TEXT   outcome           'done', 'retry', 'unknown' or 'refused'
-- NUMBER delay             until it is tried again, ms
-- NUMBER max_parked        most parked events
-- NUMBER parked_retention  for how long events stay parked, ms
-- Answers {what became of it, id of a parked event that was dropped ...}: 'gone', 'done',
-- 'applied' (by now, it was parked), 'waiting', 'parked'

if redis.call('HEXISTS', events_key, id) == 0 then
  return {'gone'}
end
purge()
local json = redis.call('HGET', steps_key, id)
local step = json and cjson.decode(json)
local why = redis.call('HGET', parked_why_key, id)

local function forget(other)
  redis.call('ZREM', due_key, other)
  redis.call('HDEL', events_key, other)
  redis.call('HDEL', steps_key, other)
  redis.call('HDEL', attempts_key, other)
  redis.call('ZREM', parked_due_key, other)
  redis.call('ZREM', parked_since_key, other)
  redis.call('HDEL', parked_why_key, other)
end

if outcome == 'done' then
  local became = 'done'
  if step and why == 'unknown' then
    -- Its viewer or package has come to exist: what was taken back is done now.
    apply_billing(step, standing_key, refunds_key, true, margin, lifetime)
    became = 'applied'
  elseif step and redis.call('HEXISTS', refunds_key, id) == 1 then
    cut_off_for_hold(step, refunds_key, now, margin, lifetime)
  end
  forget(id)
  return {became}
end

redis.call('HINCRBY', attempts_key, id, 1)
local due = whole(now + delay)
if outcome == 'retry' and not why then
  redis.call('ZADD', due_key, due, id)
  return {'waiting'}
end

if outcome == 'unknown' and why ~= 'unknown' then
  if step then
    undo_billing(step, standing_key, refunds_key, margin, lifetime)
  end
  redis.call('HSET', parked_why_key, id, 'unknown')
elseif not why then
  redis.call('HSET', parked_why_key, id, outcome)
end
redis.call('ZREM', due_key, id)
redis.call('ZADD', parked_due_key, due, id)
redis.call('ZADD', parked_since_key, 'NX', whole(now), id)

local answer = {'parked'}
for _, old in ipairs(redis.call('ZRANGEBYSCORE', parked_since_key, '-inf',
    whole(now - parked_retention), 'LIMIT', 0, 100)) do
  forget(old)
  answer[#answer + 1] = old
end
local excess = redis.call('ZCARD', parked_since_key) - max_parked
if excess > 0 then
  for _, old in ipairs(redis.call('ZRANGE', parked_since_key, 0, math.min(excess, 100) - 1)) do
    forget(old)
    answer[#answer + 1] = old
  end
end
return answer
