-- Puts back a rule that a former epoch had and this one lost.
--
-- ARGV 3  id   ARGV 4  JSON   ARGV 5  when it expires, ms, or empty
-- ARGV 6  the rule it is derived from, or empty
-- Answers 1 if it was missing, 0 if it stands or was lifted meanwhile

if redis.call('HEXISTS', KEYS[3], ARGV[3]) == 1 or redis.call('ZSCORE', KEYS[6], ARGV[3]) then
  return 0
end
put(ARGV[3], ARGV[4], tonumber(ARGV[5]))
if ARGV[6] ~= '' then
  -- So that it is lifted with its origin, which comes back likewise.
  derive(ARGV[3], ARGV[6], tonumber(ARGV[5]))
end
return 1
