-- Removes a session and frees its slot.
-- KEYS    as in session-start.lua
-- ARGV    session id, "unfinished" to remove it only while it has no token, else "any"
-- Answers 1, or 0 where there was nothing to remove.
local slots, records = KEYS[1], KEYS[2]
local sid = ARGV[1]

local raw = redis.call('HGET', records, 's:' .. sid)
if raw and ARGV[2] == 'unfinished' and cjson.decode(raw).token then
  return 0
end
return removeSession(slots, records, sid)
