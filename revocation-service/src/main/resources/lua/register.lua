-- Registers an opaque token. No part of the log; the prelude gives the clock.
--
-- KEY    token_key         the token
-- TEXT   json              what introspection answers
-- NUMBER expires_at        ms
-- Answers 'created', 'repeated', 'conflict' or 'expired'

if expires_at <= now then
  return 'expired'
end
local former = redis.call('GET', token_key)
if former then
  return former == json and 'repeated' or 'conflict'
end
redis.call('SET', token_key, json, 'PXAT', whole(expires_at))
return 'created'
