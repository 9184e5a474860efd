-- Removes a session and frees its slot.
--
-- TEXT sid    session id
-- TEXT which  "unfinished" to remove it only while it has no token, else "any"
--
-- Answers 1, or 0 where there was nothing to remove.

local raw = redis.call('HGET', records, 's:' .. sid)
if raw and which == 'unfinished' and cjson.decode(raw).token then
  return 0
end
return removeSession(slots, records, sid)
