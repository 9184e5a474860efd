-- What every script of the revocation log starts with.
--
-- KEY    epoch_key   text: which life of the log this is
-- KEY    log_key     stream: rules and liftings, in order
-- KEY    rules_key   hash: id -> rule as JSON
-- KEY    expiry_key  sorted set: ids of rules that expire, by when
-- KEY    ids_key     sorted set, all scores 0: ids of all rules, in order
-- KEY    lifted_key  sorted set: ids of rules lifted of late, by when
-- TEXT   new_epoch   the epoch to start where there is none
-- NUMBER retention   how long the log is kept, ms
--
-- All keys carry one hash tag, so that they live in one slot of a cluster.

local PURGE = 100

-- A whole number as text; Lua's own way turns long ones into 1.8e+12.
local function whole(number)
  return string.format('%.0f', number)
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function current_epoch()
  local epoch = redis.call('GET', epoch_key)
  if not epoch then
    epoch = new_epoch
    redis.call('SET', epoch_key, epoch)
  end
  return epoch
end

local now = clock()
local epoch = current_epoch()

-- Removes some of what has expired: nothing waits for a janitor, and nobody pays for all of it.
local function purge()
  local ids = redis.call('ZRANGEBYSCORE', expiry_key, '-inf', whole(now), 'LIMIT', 0, PURGE)
  if #ids > 0 then
    redis.call('HDEL', rules_key, unpack(ids))
    redis.call('ZREM', expiry_key, unpack(ids))
    redis.call('ZREM', ids_key, unpack(ids))
  end
  local old = redis.call(
    'ZRANGEBYSCORE', lifted_key, '-inf', whole(now - retention), 'LIMIT', 0, PURGE)
  if #old > 0 then
    redis.call('ZREM', lifted_key, unpack(old))
  end
end

local function append(kind, data)
  return redis.call('XADD', log_key, 'MINID', '~', whole(math.max(now - retention, 0)), '*',
    'e', epoch, 't', kind, 'd', data)
end

-- Keeps and logs a rule; the one of the same id is replaced. Answers its place in the log.
local function put(id, json, expires)
  redis.call('HSET', rules_key, id, json)
  redis.call('ZADD', ids_key, 0, id)
  redis.call('ZREM', lifted_key, id)
  if expires then
    redis.call('ZADD', expiry_key, whole(expires), id)
  else
    redis.call('ZREM', expiry_key, id)
  end
  return append('rule', json)
end

local function lift(id)
  redis.call('HDEL', rules_key, id)
  redis.call('ZREM', expiry_key, id)
  redis.call('ZREM', ids_key, id)
  redis.call('ZADD', lifted_key, whole(now), id)
  return append('lift', '{"id":"' .. id .. '","time":' .. whole(now) .. '}')
end

-- Where ids of the rules stand that were derived from a rule.
local function derived_set(id)
  return rules_key .. ':derived:' .. id
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
    if redis.call('HEXISTS', rules_key, other) == 1 then
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
  if redis.call('EXISTS', log_key) == 0 then
    return '0-0'
  end
  local info = redis.call('XINFO', 'STREAM', log_key)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      return info[i + 1]
    end
  end
  return '0-0'
end
