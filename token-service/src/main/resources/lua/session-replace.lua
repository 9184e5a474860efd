-- Replaces the record of a live session, and keeps its slot at least until an expiry.
-- KEYS    as in session-start.lua
-- ARGV    now (ms), session id, record, expiry (ms)
-- Answers 1, or 0 where the session is no more.
local slots, records = KEYS[1], KEYS[2]
local sid = ARGV[2]

local former = redis.call('ZSCORE', slots, sid)
if not former or tonumber(former) <= tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', records, 's:' .. sid, ARGV[3])
if tonumber(former) < tonumber(ARGV[4]) then
  redis.call('ZADD', slots, ARGV[4], sid)
end
local last = redis.call('ZRANGE', slots, -1, -1, 'WITHSCORES')[2]
redis.call('PEXPIREAT', slots, last)
redis.call('PEXPIREAT', records, last)
return 1
