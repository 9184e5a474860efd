-- Records how a delivery went; answers 1.
--
-- KEYS 1  inbox: ids by when they are due next   KEYS 2  inbox: id -> event
-- KEYS 3  inbox: id -> attempts made             KEYS 4  list of parked events, the newest first
-- ARGV 1  id   ARGV 2  'done', 'retry' or 'park'
-- ARGV 3  retry: delay in ms; park: how many parked events are kept

if ARGV[2] == 'retry' then
  if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
    redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[3])), ARGV[1])
  end
  return 1
end
if ARGV[2] == 'park' then
  local event = redis.call('HGET', KEYS[2], ARGV[1])
  if event then
    redis.call('LPUSH', KEYS[4], event)
    redis.call('LTRIM', KEYS[4], 0, tonumber(ARGV[3]) - 1)
  end
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
