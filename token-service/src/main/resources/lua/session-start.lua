-- Starts a playback session, or finds the live one of the same identity; one atomic step.
--
-- NUMBER now       ms
-- NUMBER limit     most slots
-- TEXT   identity  of the session
-- TEXT   sid       its id
-- TEXT   expiry    of its first token, ms
-- TEXT   record    the session
-- TEXT   login     its sign-in session
-- NUMBER cost      of a start, ms; 0 where it was taken already
-- NUMBER burst     of starts, ms; 0 where it was taken already
-- NUMBER rules     at a time
-- REST   drop      session ids to drop
--
-- Answers {"started"}, {"live", record, number of its live opaque tokens}, {"other", record,
-- expiry} where another sign-in session has it, {"full", session id, sign-in session ...} or
-- {"early", ms}.

local early = take('start', now, cost, burst)
if early then
  return {'early', early}
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', slots, '-inf', string.format('%.0f', now))) do
  removeSession(slots, records, id)
end
for _, id in ipairs(drop) do
  removeSession(slots, records, id)
end

local live = redis.call('HGET', records, 'i:' .. identity)
local raw = live and redis.call('HGET', records, 's:' .. live)
local liveUntil = live and redis.call('ZSCORE', slots, live)
if raw and liveUntil then
  local session = cjson.decode(raw)
  if session.login == login then
    return {'live', raw, #liveTokens(records, live, now)}
  end
  early = takeRule(now, session, rules)
  if early then
    return {'early', early}
  end
  return {'other', raw, liveUntil}
end
if redis.call('ZCARD', slots) >= limit then
  local full = {'full'}
  for _, id in ipairs(redis.call('ZRANGE', slots, 0, -1)) do
    local other = redis.call('HGET', records, 's:' .. id)
    table.insert(full, id)
    table.insert(full, other and cjson.decode(other).login or '')
  end
  return full
end

redis.call('HSET', records, 's:' .. sid, record, 'i:' .. identity, sid)
redis.call('ZADD', slots, expiry, sid)
keepUntilLast(slots, records)
return {'started'}
