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
local place = lift(ARGV[3])
local set = KEYS[3] .. ':derived:' .. ARGV[3]
for _, id in ipairs(redis.call('SMEMBERS', set)) do
  if redis.call('HEXISTS', KEYS[3], id) == 1 then
    place = lift(id)
  end
end
redis.call('DEL', set)
return {epoch, place}
