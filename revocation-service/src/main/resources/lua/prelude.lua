-- What every script of the revocation log starts with.
--
-- KEYS 1 epoch   text: which life of the log this is
-- KEYS 2 log     stream: rules and liftings, in order
-- KEYS 3 rules   hash: id -> rule as JSON
-- KEYS 4 expiry  sorted set: ids of rules that expire, by when
-- KEYS 5 ids     sorted set, all scores 0: ids of all rules, in order
-- KEYS 6 lifted  sorted set: ids of rules lifted of late, by when
-- ARGV 1         the epoch to start where there is none
-- ARGV 2         how long the log is kept, in milliseconds
--
-- All keys carry one hash tag, so that they live in one slot of a cluster.

local PURGE = 100
local RETENTION = tonumber(ARGV[2])

-- A whole number as text; Lua's own way turns long ones into 1.8e+12.
local function whole(number)
  return string.format('%.0f', number)
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function current_epoch()
  local epoch = redis.call('GET', KEYS[1])
  if not epoch then
    epoch = ARGV[1]
    redis.call('SET', KEYS[1], epoch)
  end
  return epoch
end

local now = clock()
local epoch = current_epoch()

-- Removes some of what has expired: nothing waits for a janitor, and nobody pays for all of it.
local function purge()
  local ids = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', whole(now), 'LIMIT', 0, PURGE)
  if #ids > 0 then
    redis.call('HDEL', KEYS[3], unpack(ids))
    redis.call('ZREM', KEYS[4], unpack(ids))
    redis.call('ZREM', KEYS[5], unpack(ids))
  end
  local old = redis.call(
    'ZRANGEBYSCORE', KEYS[6], '-inf', whole(now - RETENTION), 'LIMIT', 0, PURGE)
  if #old > 0 then
    redis.call('ZREM', KEYS[6], unpack(old))
  end
end

local function append(kind, data)
  return redis.call('XADD', KEYS[2], 'MINID', '~', whole(math.max(now - RETENTION, 0)), '*',
    'e', epoch, 't', kind, 'd', data)
end

-- Keeps and logs a rule; the one of the same id is replaced. Answers its place in the log.
local function put(id, json, expires)
  redis.call('HSET', KEYS[3], id, json)
  redis.call('ZADD', KEYS[5], 0, id)
  redis.call('ZREM', KEYS[6], id)
  if expires then
    redis.call('ZADD', KEYS[4], whole(expires), id)
  else
    redis.call('ZREM', KEYS[4], id)
  end
  return append('rule', json)
end

local function lift(id)
  redis.call('HDEL', KEYS[3], id)
  redis.call('ZREM', KEYS[4], id)
  redis.call('ZREM', KEYS[5], id)
  redis.call('ZADD', KEYS[6], whole(now), id)
  return append('lift', '{"id":"' .. id .. '","time":' .. whole(now) .. '}')
end

-- Where ids of the rules stand that were derived from a rule.
local function derived_set(id)
  return KEYS[3] .. ':derived:' .. id
end

-- Remembers what a rule was derived from, until the last of the derived ones ends.
local function derive(id, origin, expires)
  local set = derived_set(origin)
  local left = redis.call('PTTL', set)
  redis.call('SADD', set, id)
  if not expires then
    redis.call('PERSIST', set)
  elseif left == -2 or (left >= 0 and now + left < expires) then
    redis.call('PEXPIREAT', set, whole(expires))
  end
end

-- The ids of the rules that were derived from a rule, and from those, and so on; without its own.
local function descendants(id)
  local found = {}
  local seen = {[id] = true}
  local todo = {id}
  while #todo > 0 do
    local origin = table.remove(todo)
    for _, derived in ipairs(redis.call('SMEMBERS', derived_set(origin))) do
      if not seen[derived] then
        seen[derived] = true
        found[#found + 1] = derived
        todo[#todo + 1] = derived
      end
    end
  end
  return found
end

-- Lifts a rule, known or not, and what was derived from it; answers the place of the last lifting.
local function lift_with_derived(id)
  local derived = descendants(id)
  local place = lift(id)
  for _, other in ipairs(derived) do
    if redis.call('HEXISTS', KEYS[3], other) == 1 then
      place = lift(other)
    end
    redis.call('DEL', derived_set(other))
  end
  redis.call('DEL', derived_set(id))
  return place
end

-- The times of a rule by Redis' clock.
local function times(kind, requested_start, requested_end, margin, lifetime)
  local start = math.max(now, tonumber(requested_start) or now)
  local last = nil
  local text = ''
  if kind == 'cut-off' then
    local not_before = start + margin
    last = tonumber(requested_end) or (not_before + lifetime)
    text = ',"notBefore":' .. whole(not_before)
  else
    last = tonumber(requested_end)
  end
  text = text .. ',"effectiveAt":' .. whole(start)
  if last then
    -- A rule stands at least for the margin: the last token may have expired by our clock only.
    last = math.max(last, start + margin)
    text = text .. ',"expiresAt":' .. whole(last)
  end
  return text, last
end

local function last_id()
  if redis.call('EXISTS', KEYS[2]) == 0 then
    return '0-0'
  end
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      return info[i + 1]
    end
  end
  return '0-0'
end
