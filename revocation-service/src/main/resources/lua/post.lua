-- Posts one rule.
--
-- KEY    idempotency_key   what an idempotency key led to, or none
-- KEY    token_key         the opaque token that the rule is about, or none
-- NUMBER margin            of cut-offs, ms
-- NUMBER lifetime          longest life of a token, ms
-- TEXT   id                of the rule
-- TEXT   kind              'cut-off' or 'hold'
-- TEXT   head              the rule's JSON before its times
-- TEXT   tail              the rule's JSON behind its times
-- TEXT   effective_at      ms, or empty for now
-- TEXT   expires_at        ms, or empty for the default of its kind
-- TEXT   derived_from      the rule it is derived from, or empty
-- TEXT   fingerprint       of the request, or empty without an idempotency key
-- TEXT   idempotency_ttl   how long the idempotency key is remembered, ms
-- Answers {'created', json, epoch, place} | {'repeated', json, epoch, place} | {'reused'}
--   | {'underivable'}

if fingerprint ~= '' then
  local former = redis.call('HMGET', idempotency_key, 'fingerprint', 'json', 'epoch', 'place')
  if former[1] then
    if former[1] ~= fingerprint then
      return {'reused'}
    end
    return {'repeated', former[2], former[3], former[4]}
  end
end
local requested_end = expires_at
if derived_from ~= '' then
  local origin = redis.call('HGET', rules_key, derived_from)
  if not origin then
    return {'underivable'}
  end
  local origin_end = cjson.decode(origin).expiresAt
  if kind == 'hold' and requested_end == '' and origin_end then
    -- Nothing lifts it when its origin just expires.
    requested_end = whole(origin_end)
  end
end
purge()
local text, last = times(kind, effective_at, requested_end, margin, lifetime)
local json = head .. text .. tail
local place = put(id, json, last)
if derived_from ~= '' then
  derive(id, derived_from, last)
end
if token_key ~= 'none' and string.sub(token_key, -5) ~= ':none' then
  redis.call('DEL', token_key)
end
if fingerprint ~= '' then
  redis.call('HSET', idempotency_key, 'fingerprint', fingerprint, 'json', json, 'epoch', epoch,
    'place', place)
  redis.call('PEXPIRE', idempotency_key, idempotency_ttl)
end
return {'created', json, epoch, place}
