-- Revokes an opaque token: it is gone, and the log says so, in one step.
--
-- KEYS 7  the token
-- ARGV 3  margin of cut-offs, ms   ARGV 4  id of the rule
-- ARGV 5, 6  the rule's JSON before and after its times
-- Answers {epoch, place}, or {} for an unknown token

local left = redis.call('PTTL', KEYS[7])
if left < 0 then
  return {}
end
purge()
redis.call('DEL', KEYS[7])
local text, last = times('cut-off', '', now + left, tonumber(ARGV[3]), 0)
return {epoch, put(ARGV[4], ARGV[5] .. text .. ARGV[6], last)}
