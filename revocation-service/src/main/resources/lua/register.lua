-- Registers an opaque token. No part of the log; the prelude gives the clock.
--
-- KEYS 7  the token
-- ARGV 3  what introspection answers, JSON   ARGV 4  when it expires, ms
-- Answers 'created', 'repeated', 'conflict' or 'expired'

if tonumber(ARGV[4]) <= now then
  return 'expired'
end
local former = redis.call('GET', KEYS[7])
if former then
  return former == ARGV[3] and 'repeated' or 'conflict'
end
redis.call('SET', KEYS[7], ARGV[3], 'PXAT', ARGV[4])
return 'created'
