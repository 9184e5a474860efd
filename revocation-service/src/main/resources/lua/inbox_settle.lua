-- Records how a delivery to auth-service went, and does what that means for the rules.
--
-- KEYS 7  standing of the event's subject        KEYS 8  its refunds that auth-service does not know
-- KEYS 9  inbox: ids by when they are due next   KEYS 10 inbox: id -> event
-- KEYS 11 inbox: id -> step                      KEYS 12 inbox: id -> attempts made
-- KEYS 13 parked: ids by when they are due next  KEYS 14 parked: ids by since when
-- KEYS 15 parked: id -> why
-- ARGV 3  margin of cut-offs, ms ARGV 4  longest life of a token, ms
-- ARGV 5  id   ARGV 6  'done', 'retry', 'unknown' or 'refused'
-- ARGV 7  delay until it is tried again, ms      ARGV 8  most parked events
-- ARGV 9  for how long events stay parked, ms
-- Answers {what became of it, id of a parked event that was dropped ...}: 'gone', 'done',
-- 'applied' (by now, it was parked), 'waiting', 'parked'

local id = ARGV[5]
if redis.call('HEXISTS', KEYS[10], id) == 0 then
  return {'gone'}
end
purge()
local margin = tonumber(ARGV[3])
local lifetime = tonumber(ARGV[4])
local json = redis.call('HGET', KEYS[11], id)
local step = json and cjson.decode(json)
local why = redis.call('HGET', KEYS[15], id)

local function forget(other)
  redis.call('ZREM', KEYS[9], other)
  redis.call('HDEL', KEYS[10], other)
  redis.call('HDEL', KEYS[11], other)
  redis.call('HDEL', KEYS[12], other)
  redis.call('ZREM', KEYS[13], other)
  redis.call('ZREM', KEYS[14], other)
  redis.call('HDEL', KEYS[15], other)
end

if ARGV[6] == 'done' then
  local became = 'done'
  if step and why == 'unknown' then
    -- Its viewer or package has come to exist: what was taken back is done now.
    apply_billing(step, KEYS[7], KEYS[8], true, margin, lifetime)
    became = 'applied'
  elseif step and redis.call('HEXISTS', KEYS[8], id) == 1 then
    cut_off_for_hold(step, KEYS[8], now, margin, lifetime)
  end
  forget(id)
  return {became}
end

redis.call('HINCRBY', KEYS[12], id, 1)
local due = whole(now + tonumber(ARGV[7]))
if ARGV[6] == 'retry' and not why then
  redis.call('ZADD', KEYS[9], due, id)
  return {'waiting'}
end

if ARGV[6] == 'unknown' and why ~= 'unknown' then
  if step then
    undo_billing(step, KEYS[7], KEYS[8], margin, lifetime)
  end
  redis.call('HSET', KEYS[15], id, 'unknown')
elseif not why then
  redis.call('HSET', KEYS[15], id, ARGV[6])
end
redis.call('ZREM', KEYS[9], id)
redis.call('ZADD', KEYS[13], due, id)
redis.call('ZADD', KEYS[14], 'NX', whole(now), id)

local answer = {'parked'}
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[14], '-inf',
    whole(now - tonumber(ARGV[9])), 'LIMIT', 0, 100)) do
  forget(old)
  answer[#answer + 1] = old
end
local excess = redis.call('ZCARD', KEYS[14]) - tonumber(ARGV[8])
if excess > 0 then
  for _, old in ipairs(redis.call('ZRANGE', KEYS[14], 0, math.min(excess, 100) - 1)) do
    forget(old)
    answer[#answer + 1] = old
  end
end
return answer
