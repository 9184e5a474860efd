-- Asks edge-service whether the request may pass: http-request lua.playgate <URL of /authorize>
--
-- Sets txn.playgate_status (200, 403, or what went wrong), txn.playgate_target and
-- txn.playgate_path (what to fetch), txn.playgate_session, txn.playgate_deny and txn.playgate_body
-- (the refusal). The question holds nothing of the player's headers but those named here.
--
-- Leaves the origin those of the player's headers that it needs: http-request lua.playgate_origin_headers

-- Longest wait for a verdict, in milliseconds. edge-service asks nobody for a signed token; for an
-- opaque one that it has not seen it asks revocation-service once.
local TIMEOUT = 2000

-- Headers a verdict may depend on: token carriers and the page a token is bound to.
local PASSED = { "cookie", "authorization", "origin", "referer", "user-agent" }

-- Headers of the player that reach the origin.
local ORIGIN = {
  ["accept"] = true,
  ["accept-encoding"] = true,
  ["accept-language"] = true,
  ["range"] = true,
  ["if-range"] = true,
  ["if-match"] = true,
  ["if-none-match"] = true,
  ["if-modified-since"] = true,
  ["if-unmodified-since"] = true,
  ["origin"] = true,
  ["user-agent"] = true,
  ["cmcd-object"] = true,
  ["cmcd-request"] = true,
  ["cmcd-session"] = true,
  ["cmcd-status"] = true,
  ["host"] = true, -- set anew in haproxy.cfg
}

local function first(headers, name)
  local values = headers[name]
  return values and values[0] or ""
end

core.register_action("playgate", { "http-req" }, function(txn, url)
  local headers = {
    ["x-forwarded-uri"] = { txn.sf:pathq() },
    ["x-forwarded-method"] = { txn.sf:method() },
    ["x-forwarded-for"] = { txn.sf:src() },
  }
  local received = txn.http:req_get_headers()
  if received["host"] then
    -- Tells apart delivery profiles that share a path; never what a player wrote there itself.
    headers["x-forwarded-host"] = { received["host"][0] }
  end
  for _, name in ipairs(PASSED) do
    if received[name] then
      local values = {}
      for index = 0, #received[name] do
        values[#values + 1] = received[name][index]
      end
      headers[name] = values
    end
  end

  local answer = core.httpclient():get({ url = url, headers = headers, timeout = TIMEOUT })
  local status = answer and answer.status or 0
  if status == 200 and first(answer.headers, "playgate-target") == "" then
    status = 502 -- whoever answered, it was not edge-service
  end
  txn:set_var("txn.playgate_status", status)
  if status == 200 then
    txn:set_var("txn.playgate_target", first(answer.headers, "playgate-target"))
    txn:set_var("txn.playgate_path", first(answer.headers, "playgate-path"))
    txn:set_var("txn.playgate_session", first(answer.headers, "playgate-session"))
  elseif status == 403 then
    txn:set_var("txn.playgate_deny", first(answer.headers, "playgate-deny"))
    txn:set_var("txn.playgate_body", answer.body or "")
  end
end, 1)

core.register_action("playgate_origin_headers", { "http-req" }, function(txn)
  for name in pairs(txn.http:req_get_headers()) do
    if not ORIGIN[name:lower()] then
      txn.http:req_del_header(name)
    end
  end
end)
