-- Finds a live session of a sign-in session that is to be ended, which makes a rule.
-- KEYS    as in session-start.lua
-- ARGV    now (ms), session id, sign-in session, cost and burst of an end (ms), rules at a time
-- Answers {"unknown"}, {"live", record, expiry} or {"early", ms}.
local now = tonumber(ARGV[1])
local early = take('end', now, tonumber(ARGV[4]), tonumber(ARGV[5]))
if early then
  return {'early', early}
end
local expiry = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not expiry or tonumber(expiry) <= now then
  return {'unknown'}
end
local raw = redis.call('HGET', KEYS[2], 's:' .. ARGV[2])
local session = raw and cjson.decode(raw)
if not session or session.login ~= ARGV[3] then
  return {'unknown'}
end
early = takeRule(now, session, tonumber(ARGV[6]))
if early then
  return {'early', early}
end
return {'live', raw, expiry}
