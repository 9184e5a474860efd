-- Replaces the record of a live session, and keeps its slot at least until an expiry.
--
-- NUMBER now      ms
-- TEXT   sid      session id
-- TEXT   record   the session
-- TEXT   expiry   ms
-- TEXT   counted  "1" where that is the expiry of another opaque token
--
-- Answers 1, or 0 where the session is no more.

local former = redis.call('ZSCORE', slots, sid)
if not former or tonumber(former) <= now then
  return 0
end
redis.call('HSET', records, 's:' .. sid, record)
if counted == '1' then
  local live = liveTokens(records, sid, now)
  table.insert(live, expiry)
  redis.call('HSET', records, 'o:' .. sid, table.concat(live, ' '))
end
if tonumber(former) < tonumber(expiry) then
  redis.call('ZADD', slots, expiry, sid)
end
keepUntilLast(slots, records)
return 1
