-- Answers {epoch, place, time, rule...}: all rules as of one place of the log.

purge()
local answer = {epoch, last_id(), whole(now)}
for _, json in ipairs(redis.call('HVALS', rules_key)) do
  answer[#answer + 1] = json
end
return answer
