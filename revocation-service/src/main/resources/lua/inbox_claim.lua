-- Claims events that are due for delivery.
--
-- KEY    due_key       ids by when they are due next
-- KEY    events_key    inbox: id -> event
-- KEY    attempts_key  inbox: id -> attempts made
-- KEY    steps_key     inbox: id -> step
-- TEXT   at_most       events
-- NUMBER claim         for how long they are claimed, ms
-- Answers id, event, attempts, step, id, event, attempts, step ...

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local answer = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', due_key, '-inf', string.format('%.0f', now),
    'LIMIT', 0, at_most)) do
  local event = redis.call('HGET', events_key, id)
  if event then
    redis.call('ZADD', due_key, string.format('%.0f', now + claim), id)
    answer[#answer + 1] = id
    answer[#answer + 1] = event
    answer[#answer + 1] = redis.call('HGET', attempts_key, id) or '0'
    answer[#answer + 1] = redis.call('HGET', steps_key, id) or ''
  else
    redis.call('ZREM', due_key, id)
  end
end
return answer
