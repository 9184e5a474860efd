-- Starts a playback session, or finds the live one of the same identity; one atomic step.
-- KEYS[1] slots: sorted set, session id -> when its last token expires (ms)
-- KEYS[2] records: hash, "s:"..session id -> record, "i:"..identity -> session id
-- ARGV    now (ms), limit, identity, session id, expiry (ms), record, session ids to drop ...
-- Answers {"started"}, {"live", session id, record, expiry} or {"full", session id ...}.
local slots, records = KEYS[1], KEYS[2]
local now, limit, identity, sid, expiry, record =
  ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local function remove(id)
  local raw = redis.call('HGET', records, 's:' .. id)
  if raw then
    local field = 'i:' .. cjson.decode(raw).identity
    if redis.call('HGET', records, field) == id then
      redis.call('HDEL', records, field)
    end
    redis.call('HDEL', records, 's:' .. id)
  end
  redis.call('ZREM', slots, id)
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', slots, '-inf', now)) do
  remove(id)
end
for i = 7, #ARGV do
  remove(ARGV[i])
end

local live = redis.call('HGET', records, 'i:' .. identity)
if live then
  return {'live', live, redis.call('HGET', records, 's:' .. live),
    redis.call('ZSCORE', slots, live)}
end
if redis.call('ZCARD', slots) >= limit then
  local full = redis.call('ZRANGE', slots, 0, -1)
  table.insert(full, 1, 'full')
  return full
end

redis.call('HSET', records, 's:' .. sid, record, 'i:' .. identity, sid)
redis.call('ZADD', slots, expiry, sid)
local last = redis.call('ZRANGE', slots, -1, -1, 'WITHSCORES')[2]
redis.call('PEXPIREAT', slots, last)
redis.call('PEXPIREAT', records, last)
return {'started'}
