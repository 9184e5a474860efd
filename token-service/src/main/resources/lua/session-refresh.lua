-- Finds a live session of a sign-in session and keeps its slot for one more lifetime.
-- KEYS    as in session-start.lua
-- ARGV    now (ms), session id, sign-in session, issue time of the new token (ms)
-- Answers {"unknown"} or {"live", record, former expiry, expiry}.
local slots, records = KEYS[1], KEYS[2]
local sid = ARGV[2]

local former = redis.call('ZSCORE', slots, sid)
if not former or tonumber(former) <= tonumber(ARGV[1]) then
  return {'unknown'}
end
local raw = redis.call('HGET', records, 's:' .. sid)
local session = cjson.decode(raw)
if session.login ~= ARGV[3] then
  return {'unknown'}
end
local expiry = string.format('%.0f',
  math.max(tonumber(former), tonumber(ARGV[4]) + session.lifetimeSeconds * 1000))
redis.call('ZADD', slots, expiry, sid)
local last = redis.call('ZRANGE', slots, -1, -1, 'WITHSCORES')[2]
redis.call('PEXPIREAT', slots, last)
redis.call('PEXPIREAT', records, last)
return {'live', raw, former, expiry}
