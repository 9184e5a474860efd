-- Puts a rule whose id the caller chose, in place of the caller's own rule of that id.
--
-- KEYS 7  the opaque token that the rule is about, or none
-- ARGV 3  margin of cut-offs, ms          ARGV 4  longest life of a token, ms
-- ARGV 5  id   ARGV 6  kind   ARGV 7, 8  the rule's JSON before and after its times
-- ARGV 9  effectiveAt, ms, or empty       ARGV 10 expiresAt, ms, or empty
-- ARGV 11 the source
-- Answers {'created' | 'replaced', json, epoch, place} | {'taken'} | {'lifted'}

local former = redis.call('HGET', KEYS[3], ARGV[5])
if former and cjson.decode(former).source ~= ARGV[11] then
  return {'taken'}
end
-- A repetition that comes late must not bring back what was lifted after it was sent.
if not former and redis.call('ZSCORE', KEYS[6], ARGV[5]) then
  return {'lifted'}
end
purge()
local text, last = times(ARGV[6], ARGV[9], ARGV[10], tonumber(ARGV[3]), tonumber(ARGV[4]))
local json = ARGV[7] .. text .. ARGV[8]
local place = put(ARGV[5], json, last)
if KEYS[7] ~= 'none' and string.sub(KEYS[7], -5) ~= ':none' then
  redis.call('DEL', KEYS[7])
end
return {former and 'replaced' or 'created', json, epoch, place}
