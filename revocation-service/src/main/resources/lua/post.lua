-- Posts one rule.
--
-- KEYS 7  what an idempotency key led to, or none
-- KEYS 8  the opaque token that the rule is about, or none
-- ARGV 3  margin of cut-offs, ms          ARGV 4  longest life of a token, ms
-- ARGV 5  id   ARGV 6  kind   ARGV 7, 8  the rule's JSON before and after its times
-- ARGV 9  effectiveAt, ms, or empty       ARGV 10 expiresAt, ms, or empty
-- ARGV 11 the rule it is derived from, or empty
-- ARGV 12 fingerprint of the request, or empty without an idempotency key
-- ARGV 13 how long the idempotency key is remembered, ms
-- Answers {'created', json, epoch, place} | {'repeated', json, epoch, place} | {'reused'}
--   | {'underivable'}

if ARGV[12] ~= '' then
  local former = redis.call('HMGET', KEYS[7], 'fingerprint', 'json', 'epoch', 'place')
  if former[1] then
    if former[1] ~= ARGV[12] then
      return {'reused'}
    end
    return {'repeated', former[2], former[3], former[4]}
  end
end
local requested_end = ARGV[10]
if ARGV[11] ~= '' then
  local origin = redis.call('HGET', KEYS[3], ARGV[11])
  if not origin then
    return {'underivable'}
  end
  local origin_end = cjson.decode(origin).expiresAt
  if ARGV[6] == 'hold' and requested_end == '' and origin_end then
    -- Nothing lifts it when its origin just expires.
    requested_end = whole(origin_end)
  end
end
purge()
local text, last = times(ARGV[6], ARGV[9], requested_end, tonumber(ARGV[3]), tonumber(ARGV[4]))
local json = ARGV[7] .. text .. ARGV[8]
local place = put(ARGV[5], json, last)
if ARGV[11] ~= '' then
  derive(ARGV[5], ARGV[11], last)
end
if KEYS[8] ~= 'none' and string.sub(KEYS[8], -5) ~= ':none' then
  redis.call('DEL', KEYS[8])
end
if ARGV[12] ~= '' then
  redis.call('HSET', KEYS[7], 'fingerprint', ARGV[12], 'json', json, 'epoch', epoch,
    'place', place)
  redis.call('PEXPIRE', KEYS[7], ARGV[13])
end
return {'created', json, epoch, place}
