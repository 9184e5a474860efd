-- Lifts a rule and what was derived from it.
--
-- TEXT id               the rule
-- TEXT even_if_unknown  '1' to log the lifting even of a rule that is not known: a replica may have
--                       carried it over from a former epoch
-- Answers the place of the last lifting in the log as {epoch, place}, or {} for an unknown rule

if redis.call('HEXISTS', rules_key, id) == 0 and even_if_unknown ~= '1' then
  return {}
end
purge()
return {epoch, lift_with_derived(id)}
