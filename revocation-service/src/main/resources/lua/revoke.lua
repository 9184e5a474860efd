-- Revokes an opaque token: it is gone, and the log says so, in one step.
--
-- KEY    token_key         the token
-- NUMBER margin            of cut-offs, ms
-- TEXT   id                of the rule
-- TEXT   head              the rule's JSON before its times
-- TEXT   tail              the rule's JSON behind its times
-- Answers {epoch, place}, or {} for an unknown token

local left = redis.call('PTTL', token_key)
if left < 0 then
  return {}
end
purge()
redis.call('DEL', token_key)
local text, last = times('cut-off', '', now + left, margin, 0)
return {epoch, put(id, head .. text .. tail, last)}
