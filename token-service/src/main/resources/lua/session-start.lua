-- Starts a playback session, or finds the live one of the same identity; one atomic step.
-- KEYS[1] slots: sorted set, session id -> when its last token expires (ms)
-- KEYS[2] records: hash, "s:"..session id -> record, "i:"..identity -> session id,
--         "o:"..session id -> expiries (ms) of its opaque tokens
-- KEYS[3] rates, see session-prelude.lua
-- ARGV    now (ms), limit, identity, session id, expiry (ms), record, sign-in session, cost and
--         burst of a start (ms; 0 where it was taken already), rules at a time,
--         session ids to drop ...
-- Answers {"started"}, {"live", record, number of its live opaque tokens}, {"other", record,
-- expiry} where another sign-in session has it, {"full", session id, sign-in session ...} or
-- {"early", ms}.
local slots, records = KEYS[1], KEYS[2]
local now, limit, identity, sid, expiry, record, login =
  tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]

local early = take('start', now, tonumber(ARGV[8]), tonumber(ARGV[9]))
if early then
  return {'early', early}
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', slots, '-inf', ARGV[1])) do
  removeSession(slots, records, id)
end
for i = 11, #ARGV do
  removeSession(slots, records, ARGV[i])
end

local live = redis.call('HGET', records, 'i:' .. identity)
local raw = live and redis.call('HGET', records, 's:' .. live)
local liveUntil = live and redis.call('ZSCORE', slots, live)
if raw and liveUntil then
  local session = cjson.decode(raw)
  if session.login == login then
    return {'live', raw, #liveTokens(records, live, now)}
  end
  early = takeRule(now, session, tonumber(ARGV[10]))
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
