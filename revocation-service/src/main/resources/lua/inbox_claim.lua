-- Claims events that are due for delivery.
--
-- KEYS 1  ids by when they are due next          KEYS 2  inbox: id -> event
-- KEYS 3  inbox: id -> attempts made             KEYS 4  inbox: id -> step
-- ARGV 1  most events   ARGV 2  for how long they are claimed, ms
-- Answers id, event, attempts, step, id, event, attempts, step ...

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local answer = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now),
    'LIMIT', 0, ARGV[1])) do
  local event = redis.call('HGET', KEYS[2], id)
  if event then
    redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[2])), id)
    answer[#answer + 1] = id
    answer[#answer + 1] = event
    answer[#answer + 1] = redis.call('HGET', KEYS[3], id) or '0'
    answer[#answer + 1] = redis.call('HGET', KEYS[4], id) or ''
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return answer
