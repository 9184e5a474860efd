-- Replaces the record of a live session, and keeps its slot at least until an expiry.
-- KEYS    as in session-start.lua
-- ARGV    now (ms), session id, record, expiry (ms), "counted" where that is the expiry of another
--         opaque token
-- Answers 1, or 0 where the session is no more.
local slots, records = KEYS[1], KEYS[2]
local sid = ARGV[2]

local former = redis.call('ZSCORE', slots, sid)
if not former or tonumber(former) <= tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', records, 's:' .. sid, ARGV[3])
if ARGV[5] == 'counted' then
  local live = liveTokens(records, sid, tonumber(ARGV[1]))
  table.insert(live, ARGV[4])
  redis.call('HSET', records, 'o:' .. sid, table.concat(live, ' '))
end
if tonumber(former) < tonumber(ARGV[4]) then
  redis.call('ZADD', slots, ARGV[4], sid)
end
keepUntilLast(slots, records)
return 1
