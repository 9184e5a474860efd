-- Puts back a rule that a former epoch had and this one lost.
--
-- TEXT   id            of the rule
-- TEXT   json          the rule
-- NUMBER expires_at    ms, or empty
-- TEXT   derived_from  the rule it is derived from, or empty
-- Answers 1 if it was missing, 0 if it stands or was lifted meanwhile

if redis.call('HEXISTS', rules_key, id) == 1 or redis.call('ZSCORE', lifted_key, id) then
  return 0
end
put(id, json, expires_at)
if derived_from ~= '' then
  -- So that it is lifted with its origin, which comes back likewise.
  derive(id, derived_from, expires_at)
end
return 1
