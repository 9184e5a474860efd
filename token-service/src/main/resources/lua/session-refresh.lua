-- Finds a live session of a sign-in session and keeps its slot for one more lifetime.
-- KEYS    as in session-start.lua
-- ARGV    now (ms), session id, sign-in session, from when the new token lives (ms), cost and
--         burst of a refresh (ms), opaque tokens of a session at a time (0 for no limit)
-- Answers {"unknown"}, {"live", record, former expiry, expiry} or {"early", ms}.
local slots, records = KEYS[1], KEYS[2]
local now, sid = tonumber(ARGV[1]), ARGV[2]

local early = take('refresh', now, tonumber(ARGV[5]), tonumber(ARGV[6]))
if early then
  return {'early', early}
end
local former = redis.call('ZSCORE', slots, sid)
if not former or tonumber(former) <= now then
  return {'unknown'}
end
local raw = redis.call('HGET', records, 's:' .. sid)
local session = raw and cjson.decode(raw)
if not session or session.login ~= ARGV[3] then
  return {'unknown'}
end
local own = string.format('%.0f', tonumber(ARGV[4]) + session.lifetimeSeconds * 1000)
if session.opaque then
  local live = liveTokens(records, sid, now)
  local most = tonumber(ARGV[7])
  if most > 0 and #live >= most then
    return {'early', math.ceil(tonumber(live[1]) - now)}
  end
  table.insert(live, own)
  redis.call('HSET', records, 'o:' .. sid, table.concat(live, ' '))
end
local expiry = string.format('%.0f', math.max(tonumber(former), tonumber(own)))
redis.call('ZADD', slots, expiry, sid)
keepUntilLast(slots, records)
return {'live', raw, former, expiry}
