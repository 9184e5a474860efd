-- Finds a live session.
-- KEYS    as in session-start.lua
-- ARGV    now (ms), session id
-- Answers {} or {record, expiry}.
local expiry = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not expiry or tonumber(expiry) <= tonumber(ARGV[1]) then
  return {}
end
return {redis.call('HGET', KEYS[2], 's:' .. ARGV[2]), expiry}
