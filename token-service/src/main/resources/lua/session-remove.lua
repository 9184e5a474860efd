-- Removes a session and frees its slot.
-- KEYS    as in session-start.lua
-- ARGV    session id, "unfinished" to remove it only while it has no token, else "any"
-- Answers 1, or 0 where there was nothing to remove.
local slots, records = KEYS[1], KEYS[2]
local sid = ARGV[1]

local raw = redis.call('HGET', records, 's:' .. sid)
if not raw then
  return redis.call('ZREM', slots, sid)
end
local session = cjson.decode(raw)
if ARGV[2] == 'unfinished' and session.token then
  return 0
end
local field = 'i:' .. session.identity
if redis.call('HGET', records, field) == sid then
  redis.call('HDEL', records, field)
end
redis.call('HDEL', records, 's:' .. sid)
redis.call('ZREM', slots, sid)
return 1
