-- Finds a live session of a sign-in session and keeps its slot for one more lifetime.
--
-- NUMBER now           ms
-- TEXT   sid           session id
-- TEXT   login         sign-in session
-- NUMBER first         from when the new token lives, ms
-- NUMBER cost          of a refresh, ms
-- NUMBER burst         of refreshes, ms
-- NUMBER opaque_tokens of a session at a time; 0 for no limit
--
-- Answers {"unknown"}, {"live", record, former expiry, expiry} or {"early", ms}.

local early = take('refresh', now, cost, burst)
if early then
  return {'early', early}
end
local former = redis.call('ZSCORE', slots, sid)
if not former or tonumber(former) <= now then
  return {'unknown'}
end
local raw = redis.call('HGET', records, 's:' .. sid)
local session = raw and cjson.decode(raw)
if not session or session.login ~= login then
  return {'unknown'}
end
local own = string.format('%.0f', first + session.lifetimeSeconds * 1000)
if session.opaque then
  local live = liveTokens(records, sid, now)
  if opaque_tokens > 0 and #live >= opaque_tokens then
    return {'early', math.ceil(tonumber(live[1]) - now)}
  end
  table.insert(live, own)
  redis.call('HSET', records, 'o:' .. sid, table.concat(live, ' '))
end
local expiry = string.format('%.0f', math.max(tonumber(former), tonumber(own)))
redis.call('ZADD', slots, expiry, sid)
keepUntilLast(slots, records)
return {'live', raw, former, expiry}
