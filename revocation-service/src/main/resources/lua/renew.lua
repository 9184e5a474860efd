-- Starts a new epoch after the log was found to have lost entries, unless another replica has.
--
-- ARGV 3  the epoch that was found broken
-- Answers the epoch

if epoch == ARGV[3] then
  redis.call('SET', KEYS[1], ARGV[1])
  return ARGV[1]
end
return epoch
