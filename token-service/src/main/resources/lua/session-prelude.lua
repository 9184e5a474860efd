-- Shared by the scripts that stand behind it. Nothing is written for a request that is refused.
--
-- KEY    slots    sorted set: session id -> when its last token expires, ms
-- KEY    records  hash: "s:"..session id -> record, "i:"..identity -> session id,
--                 "o:"..session id -> expiries (ms) of its opaque tokens
-- KEY    rates    hash: field -> when that rate will be unused again, ms, after the generic cell
--                 rate algorithm; expires with the last of them

-- Takes a cost (ms) from a rate that may run ahead of now by a burst (ms). A burst of 0 is no
-- limit. Answers nil, or for how long (ms) the request comes too early.
local function take(field, now, cost, burst)
  if burst <= 0 then
    return nil
  end
  local free = math.max(tonumber(redis.call('HGET', rates, field) or 0), now)
  -- A clock that was set back must not lock anybody out for longer than the burst.
  free = math.min(free, now + burst)
  local after = free + cost
  if after - now > burst then
    return math.ceil(after - now - burst)
  end
  -- Rounded down, so that fractions of a cost never take away the last of a burst.
  redis.call('HSET', rates, field, string.format('%.0f', math.floor(after)))
  local last = after
  for _, other in ipairs(redis.call('HVALS', rates)) do
    last = math.max(last, tonumber(other))
  end
  redis.call('PEXPIREAT', rates, string.format('%.0f', last + 1))
  return nil
end

-- Takes a rule of revocation from those that a viewer may make stand at a time: at most about
-- twice that many live for as long as the tokens they hit. Answers as take does.
local function takeRule(now, session, atATime)
  if atATime <= 0 then
    return nil
  end
  local life = session.lifetimeSeconds * 1000 + 10000
  return take('rules', now, life / atATime, life)
end

-- The expiries (ms) of a session's opaque tokens that live, oldest first.
local function liveTokens(records, sid, now)
  local live = {}
  for expiry in string.gmatch(redis.call('HGET', records, 'o:' .. sid) or '', '%d+') do
    if tonumber(expiry) > now then
      table.insert(live, expiry)
    end
  end
  return live
end

local function removeSession(slots, records, sid)
  local raw = redis.call('HGET', records, 's:' .. sid)
  if raw then
    local field = 'i:' .. cjson.decode(raw).identity
    if redis.call('HGET', records, field) == sid then
      redis.call('HDEL', records, field)
    end
    redis.call('HDEL', records, 's:' .. sid, 'o:' .. sid)
  end
  return redis.call('ZREM', slots, sid)
end

local function keepUntilLast(slots, records)
  local last = redis.call('ZRANGE', slots, -1, -1, 'WITHSCORES')[2]
  redis.call('PEXPIREAT', slots, last)
  redis.call('PEXPIREAT', records, last)
end
