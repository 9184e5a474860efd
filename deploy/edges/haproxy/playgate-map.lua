-- Takes a token of the dialect jwt out of the path, and says what HAProxy's own converters cannot.
--
-- http-request lua.playgate_cut <base path>
--     <base path>/token=<token>/<path>: sets txn.playgate_token, txn.playgate_path (for the origin) and
--     txn.playgate_asked (with the base path, as tokens name it). None is set where the target is
--     anything else, names a second token, or its path is not in the plain form below.
-- http-request lua.playgate_covers
--     Sets txn.playgate_covered to true if the token's paths cover txn.playgate_asked and it is bound to
--     nothing else, and txn.playgate_digest to the token's identity, by which rules name it.
--
-- Call playgate_covers only once jwt_verify has found the token genuine.

-- Most entries of a token's paths that are looked at.
local MOST_PATHS = 16

-- Claims that bind a token to more than its paths. Here nobody checks them: such tokens are denied.
local BINDINGS = { "$.ip", "$.domain", "$.methods[0]", "$.countries[0]" }

-- A path that can be understood in one way only: characters that need no escape, no empty segments, no
-- dot segments, those with parameters included ("..;x": some origins cut the parameters off). Others are
-- denied: edge-service knows more of them.
local function is_plain(path)
  return path:sub(1, 1) == "/"
    and not path:find("[^%w/._~!$&'()*+,;=:@-]")
    and not path:find("//", 1, true)
    and not (path .. "/"):find("/%.%.?[/;]")
end

-- Whether a pattern covers a path: * is any run of characters, ? one that is not a slash.
local function covers(pattern, path)
  local p, s = 1, 1
  local star, mark
  while s <= #path do
    local c = pattern:sub(p, p)
    if c == "*" then
      star, mark = p, s
      p = p + 1
    elseif c == path:sub(s, s) or (c == "?" and path:sub(s, s) ~= "/") then
      p, s = p + 1, s + 1
    elseif star then
      mark = mark + 1
      p, s = star + 1, mark
    else
      return false
    end
  end
  while pattern:sub(p, p) == "*" do
    p = p + 1
  end
  return p > #pattern
end

local function claim(txn, token, query)
  local value = txn.c:jwt_payload_query(token, query)
  return value and value ~= "" and tostring(value) or nil
end

core.register_action("playgate_cut", { "http-req" }, function(txn, base)
  local path = txn.sf:path()
  local prefix = base .. "/token="
  if path:sub(1, #prefix) ~= prefix then
    return
  end
  local token, rest = path:sub(#prefix + 1):match("^([%w_-]+%.[%w_-]+%.[%w_-]+)(/.*)$")
  if token and is_plain(rest) and not rest:find("/token=", 1, true) then
    txn:set_var("txn.playgate_token", token)
    txn:set_var("txn.playgate_path", rest)
    txn:set_var("txn.playgate_asked", base .. rest)
  end
end, 1)

core.register_action("playgate_covers", { "http-req" }, function(txn)
  local token = txn:get_var("txn.playgate_token")
  local path = txn:get_var("txn.playgate_asked")
  for _, binding in ipairs(BINDINGS) do
    if claim(txn, token, binding) then
      return
    end
  end
  local kid = tostring(txn.c:jwt_header_query(token, "$.kid") or "")
  local signed = token:match("^(.*)%.")
  local digest = txn.c:hex(txn.c:sha2(string.pack(">s4", kid) .. signed, 256))
  txn:set_var("txn.playgate_digest", digest:lower())
  for index = 0, MOST_PATHS - 1 do
    local pattern = claim(txn, token, "$.paths[" .. index .. "]")
    if not pattern then
      return
    end
    if covers(pattern, path) then
      txn:set_var("txn.playgate_covered", true)
      return
    end
  end
end)
