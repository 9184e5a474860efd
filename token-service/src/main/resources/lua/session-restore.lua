-- Lets a slot expire earlier than a refresh has set it to: as before it where the refresh was
-- refused after all, or when a shorter token does.
--
-- TEXT   sid      session id
-- TEXT   former   expiry that the refresh set, ms
-- TEXT   expiry   expiry to set, ms
-- NUMBER now      ms
-- TEXT   outcome  "refused" where no token was made
--
-- Answers 1, or 0 where another refresh came between.

if outcome == 'refused' then
  local live = liveTokens(records, sid, now)
  if #live > 0 then
    table.remove(live)
    redis.call('HSET', records, 'o:' .. sid, table.concat(live, ' '))
  end
end
if redis.call('ZSCORE', slots, sid) ~= former then
  return 0
end
redis.call('ZADD', slots, expiry, sid)
return 1
