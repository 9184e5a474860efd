-- Finds a live session of a sign-in session that is to be ended, which makes a rule.
--
-- NUMBER now    ms
-- TEXT   sid    session id
-- TEXT   login  sign-in session
-- NUMBER cost   of an end, ms
-- NUMBER burst  of ends, ms
-- NUMBER rules  at a time
--
-- Answers {"unknown"}, {"live", record, expiry} or {"early", ms}.

local early = take('end', now, cost, burst)
if early then
  return {'early', early}
end
local expiry = redis.call('ZSCORE', slots, sid)
if not expiry or tonumber(expiry) <= now then
  return {'unknown'}
end
local raw = redis.call('HGET', records, 's:' .. sid)
local session = raw and cjson.decode(raw)
if not session or session.login ~= login then
  return {'unknown'}
end
early = takeRule(now, session, rules)
if early then
  return {'early', early}
end
return {'live', raw, expiry}
