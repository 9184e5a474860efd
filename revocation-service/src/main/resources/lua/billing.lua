-- Takes one billing event: dedupe mark, order mark, rules, log and inbox in one step.
--
-- KEYS 7  the event's mark       KEYS 8  order mark of its subject
-- KEYS 9  inbox: ids by when they are due next   KEYS 10 inbox: id -> event
-- ARGV 3  margin of cut-offs, ms ARGV 4  longest life of a token, ms
-- ARGV 5  how long the event is remembered, ms   ARGV 6  how long its order is, ms
-- ARGV 7  when it occurred, ms   ARGV 8  effectiveAt, ms, or empty
-- ARGV 9  what it does: 'hold', 'cut-off' or 'lift'
-- ARGV 10 id of the rule         ARGV 11, 12 the rule's JSON before and after its times
-- ARGV 13 the event's id in the inbox   ARGV 14 the event as JSON
-- ARGV 15 for how long the caller delivers it itself, ms   ARGV 16 most entries in the inbox
-- ARGV 17... ids of the holds that a lifting lifts
-- Answers {'duplicate'} | {'stale'} | {'full'} | {'applied', epoch, place}

if redis.call('EXISTS', KEYS[7]) == 1 then
  return {'duplicate'}
end
local occurred = tonumber(ARGV[7])
local latest = tonumber(redis.call('GET', KEYS[8]) or '-1')
if occurred < latest then
  redis.call('SET', KEYS[7], '1', 'PX', ARGV[5])
  return {'stale'}
end
if redis.call('ZCARD', KEYS[9]) >= tonumber(ARGV[16]) then
  return {'full'}
end
purge()
redis.call('SET', KEYS[7], '1', 'PX', ARGV[5])
redis.call('SET', KEYS[8], ARGV[7], 'PX', ARGV[6])

local place
if ARGV[9] == 'lift' then
  local start = math.max(now, tonumber(ARGV[8]) or now)
  for i = 17, #ARGV do
    local json = redis.call('HGET', KEYS[3], ARGV[i])
    local hold = json and cjson.decode(json)
    if hold and start > now and hold.effectiveAt < start then
      -- It comes back later: until then the hold stands.
      hold.expiresAt = start
      place = put(ARGV[i], cjson.encode(hold), start)
    else
      -- Logged even where no such hold is known: an edge may have carried it over from an epoch
      -- that was lost.
      place = lift(ARGV[i])
    end
  end
else
  local text, last = times(ARGV[9], ARGV[8], '', tonumber(ARGV[3]), tonumber(ARGV[4]))
  place = put(ARGV[10], ARGV[11] .. text .. ARGV[12], last)
end

redis.call('HSET', KEYS[10], ARGV[13], ARGV[14])
redis.call('ZADD', KEYS[9], whole(now + tonumber(ARGV[15])), ARGV[13])
return {'applied', epoch, place}
