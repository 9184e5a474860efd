-- Lifts a rule and what was derived from it.
--
-- ARGV 3  id
-- ARGV 4  '1' to log the lifting even of a rule that is not known: a replica may have carried it
--         over from a former epoch
-- Answers the place of the last lifting in the log as {epoch, place}, or {} for an unknown rule

if redis.call('HEXISTS', KEYS[3], ARGV[3]) == 0 and ARGV[4] ~= '1' then
  return {}
end
purge()
return {epoch, lift_with_derived(ARGV[3])}
