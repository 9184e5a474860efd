-- Takes a refresh back that was refused after all: the slot expires when it would have.
-- KEYS    as in session-start.lua
-- ARGV    session id, expiry that the refresh set (ms), former expiry (ms)
-- Answers 1, or 0 where another refresh came between.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
