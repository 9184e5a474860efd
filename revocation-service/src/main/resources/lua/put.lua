-- Puts a rule whose id the caller chose, in place of the caller's own rule of that id.
--
-- KEY    token_key         the opaque token that the rule is about, or none
-- NUMBER margin            of cut-offs, ms
-- NUMBER lifetime          longest life of a token, ms
-- TEXT   id                of the rule
-- TEXT   kind              'cut-off' or 'hold'
-- TEXT   head              the rule's JSON before its times
-- TEXT   tail              the rule's JSON behind its times
-- TEXT   effective_at      ms, or empty for now
-- TEXT   expires_at        ms, or empty for the default of its kind
-- TEXT   source            who asks
-- Answers {'created' | 'replaced', json, epoch, place} | {'taken'} | {'lifted'}

local former = redis.call('HGET', rules_key, id)
if former and cjson.decode(former).source ~= source then
  return {'taken'}
end
-- A repetition that comes late must not bring back what was lifted after it was sent.
if not former and redis.call('ZSCORE', lifted_key, id) then
  return {'lifted'}
end
purge()
local text, last = times(kind, effective_at, expires_at, margin, lifetime)
local json = head .. text .. tail
local place = put(id, json, last)
if token_key ~= 'none' and string.sub(token_key, -5) ~= ':none' then
  redis.call('DEL', token_key)
end
return {former and 'replaced' or 'created', json, epoch, place}
