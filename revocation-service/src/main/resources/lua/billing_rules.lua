-- What billing events do to the rules; behind the prelude, for every script that applies them.
--
-- A step is what BillingStep writes:
--   id         its id in the inbox         kind       'hold', 'refund' or 'lift'
--   occurred   when, ms, for the order     effective  from when it holds, ms, or absent
--   remembered for how long the order of its subject's events is known, ms
--   rule, head, tail           the hold's id and its JSON before and after its times; of a refund
--                              the hold until auth-service knows of it
--   cut, cutHead, cutTail      of a refund: its cut-off
--   lifts                      ids of the holds that a reactivation lifts
--
-- The standing of a subject (one source's word on one viewer or package of a viewer), a hash:
--   at, strict, effective, id  the last word on whether it is held: when it occurred, '1' if it was
--                              a hold, from when it holds, its id in the inbox
--   by:<rule>                  id in the inbox of the last event that set that hold
--   grant, granted             the last granting word: when it occurred, from when it holds
-- Its refunds that auth-service does not know of yet, a hash: id in the inbox -> JSON of
--   arrived, step

-- Whether a step comes too late to change whether the subject is held. Of two words of one time the
-- stricter counts. A refund has a time of its own and never comes too late.
local function is_stale(step, standing)
  if step.kind == 'refund' then
    return false
  end
  local last = redis.call('HMGET', standing, 'at', 'strict', 'effective')
  local at = tonumber(last[1]) or -1
  if step.occurred ~= at then
    return step.occurred < at
  end
  return step.kind == 'lift'
    and (last[2] == '1' or (step.effective or step.occurred) < (tonumber(last[3]) or 0))
end

-- Cuts off what was issued until a time, which is not in the future. Where the refund itself takes
-- effect later, so does the cut-off, and hits what was issued until then.
local function cut_off(step, from, margin, lifetime)
  local start = math.max(now, step.effective or now)
  local not_before = margin + (start > now and start or math.min(from, now))
  local last = math.max(not_before + lifetime, start + margin)
  return put(step.cut, step.cutHead .. ',"notBefore":' .. whole(not_before)
    .. ',"effectiveAt":' .. whole(start) .. ',"expiresAt":' .. whole(last) .. step.cutTail, last)
end

-- Puts the cut-off in the place of the hold that stood until auth-service knew: first the one and
-- then the other lifted, so that nobody who follows the log sees a gap.
local function cut_off_for_hold(step, pending, from, margin, lifetime)
  cut_off(step, from, margin, lifetime)
  redis.call('HDEL', pending, step.id)
  return lift_with_derived(step.rule)
end

local function hold(step, standing, margin, lifetime)
  local requested = step.effective or now
  local former = redis.call('HGET', rules_key, step.rule)
  if former then
    local begins = cjson.decode(former).effectiveAt
    -- A hold that is in force is not suspended by a later one; of one time, the earlier counts.
    if begins <= now or whole(step.occurred) == redis.call('HGET', standing, 'at') then
      requested = math.min(requested, begins)
    end
  end
  local text, last = times('hold', whole(requested), '', margin, lifetime)
  return put(step.rule, step.head .. text .. step.tail, last)
end

-- Ends a hold and what was derived from it at a time to come.
local function end_at(id, rule, start)
  local place
  for _, other in ipairs(descendants(id)) do
    local json = redis.call('HGET', rules_key, other)
    local derived = json and cjson.decode(json)
    if derived and derived.kind == 'hold' and (derived.expiresAt or math.huge) > start then
      derived.expiresAt = math.max(start, derived.effectiveAt + 1)
      place = put(other, cjson.encode(derived), derived.expiresAt)
    end
  end
  rule.expiresAt = start
  place = put(id, cjson.encode(rule), start)
  return place
end

local function reactivate(step, standing, pending, margin, lifetime)
  local start = math.max(now, step.effective or now)
  local place
  for _, id in ipairs(step.lifts) do
    local json = redis.call('HGET', rules_key, id)
    local rule = json and cjson.decode(json)
    if rule and start > now and rule.effectiveAt < start then
      -- It comes back later: until then the hold stands.
      place = end_at(id, rule, start)
    else
      -- Logged even where no such hold is known: an edge may have carried it over from an epoch
      -- that was lost.
      place = lift_with_derived(id)
    end
  end
  -- A refund before this word hits what was issued before it, and nothing else any more, whether
  -- auth-service has heard of it or not.
  if start <= now then
    local from = step.effective or step.occurred
    local refunds = redis.call('HGETALL', pending)
    for i = 2, #refunds, 2 do
      local refund = cjson.decode(refunds[i])
      if refund.step.occurred < step.occurred then
        place = cut_off_for_hold(
          refund.step, pending, math.max(refund.arrived, math.min(from, now)), margin, lifetime)
      end
    end
  end
  return place
end

-- Does what a step says; its place in the log, or nothing for one that comes too late.
--
-- known   whether auth-service has heard of the event already
local function apply_billing(step, standing, pending, known, margin, lifetime)
  if is_stale(step, standing) then
    return nil
  end
  local place
  if step.kind == 'refund' then
    local word = redis.call('HMGET', standing, 'grant', 'granted')
    local grant = tonumber(word[1])
    if grant and grant > step.occurred then
      -- What was granted after it stays granted.
      step.effective = nil
      return cut_off(step, tonumber(word[2]), margin, lifetime)
    end
    if known then
      return cut_off(step, now, margin, lifetime)
    end
    local text, last = times('hold', step.effective and whole(step.effective) or '', '', margin,
      lifetime)
    redis.call('HSET', pending, step.id, cjson.encode({arrived = now, step = step}))
    return put(step.rule, step.head .. text .. step.tail, last)
  end
  if step.kind == 'hold' then
    place = hold(step, standing, margin, lifetime)
    redis.call('HSET', standing, 'at', whole(step.occurred), 'strict', '1', 'effective',
      whole(step.effective or step.occurred), 'id', step.id, 'by:' .. step.rule, step.id)
  else
    place = reactivate(step, standing, pending, margin, lifetime)
    local effective = math.max(step.occurred, step.effective or 0)
    redis.call('HSET', standing, 'at', whole(step.occurred), 'strict', '0', 'effective',
      whole(step.effective or step.occurred), 'id', step.id, 'grant', whole(step.occurred),
      'granted', whole(effective))
  end
  redis.call('PEXPIRE', standing, whole(step.remembered))
  return place
end

-- Takes back what a step did, because it is about nobody: its hold, and its word in the order. A
-- refund's hold becomes its cut-off, which ends by itself.
local function undo_billing(step, standing, pending, margin, lifetime)
  if step.kind == 'refund' then
    if redis.call('HEXISTS', pending, step.id) == 1 then
      cut_off_for_hold(step, pending, now, margin, lifetime)
    end
    return
  end
  if step.kind == 'hold' and redis.call('HGET', standing, 'by:' .. step.rule) == step.id
      and redis.call('HEXISTS', rules_key, step.rule) == 1 then
    lift_with_derived(step.rule)
  end
  if redis.call('HGET', standing, 'id') == step.id then
    redis.call('HDEL', standing, 'at', 'strict', 'effective', 'id')
  end
end
