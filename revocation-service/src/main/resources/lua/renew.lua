-- Starts a new epoch after the log was found to have lost entries, unless another replica has.
--
-- TEXT broken  the epoch that was found broken
-- Answers the epoch

if epoch == broken then
  redis.call('SET', epoch_key, new_epoch)
  return new_epoch
end
return epoch
