-- Lets a slot expire earlier than a refresh has set it to: as before it where the refresh was
-- refused after all, or when a shorter token does.
-- KEYS    as in session-start.lua
-- ARGV    session id, expiry that the refresh set (ms), expiry to set (ms), now (ms),
--         "refused" where no token was made
-- Answers 1, or 0 where another refresh came between.
local slots, records = KEYS[1], KEYS[2]
local sid = ARGV[1]

if ARGV[5] == 'refused' then
  local live = liveTokens(records, sid, tonumber(ARGV[4]))
  if #live > 0 then
    table.remove(live)
    redis.call('HSET', records, 'o:' .. sid, table.concat(live, ' '))
  end
end
if redis.call('ZSCORE', slots, sid) ~= ARGV[2] then
  return 0
end
redis.call('ZADD', slots, ARGV[3], sid)
return 1
