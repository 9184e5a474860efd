#!/usr/bin/env bash
# From an empty installation to a URL that plays, by the public APIs alone: a delivery profile, an asset,
# a viewer who is entitled to it, a sign-in and a playback session. Prints the URL. May be run again.
#
# usage: docker/first-url.sh [FOLDER]       the folder that make-secrets.sh made (default: docker/secrets)
#
# Where the services are, as this machine reaches them: AUTH_URL, TOKEN_URL, EDGE_URL (default: those of
# compose). What the origin has: MEDIA (default: /vod/clock/master.m3u8, of the demo's sample).
set -euo pipefail
umask 077

folder="${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/secrets}"
auth="${AUTH_URL:-http://localhost:8081}"
token="${TOKEN_URL:-http://localhost:8082}"
edge="${EDGE_URL:-http://localhost:8084}"
media="${MEDIA:-/vod/clock/master.m3u8}"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Calls and keeps the answer. Credentials come in a file: an argument would show in the list of processes.
# $1: method, $2: URL, $3: a file with curl's options for who calls, $4: JSON body
call() {
  local status
  status="$(curl -sS -o "$work/answer" -w '%{http_code}' -X "$1" -K "$3" \
    -H 'Content-Type: application/json' --data "$4" "$2")"
  case "$status" in
    2*) ;;
    *)
      echo "first-url: $1 $2 answered $status: $(cat "$work/answer")" >&2
      exit 1
      ;;
  esac
}

# A member of the last answer. $1: its name
member() {
  grep -o "\"$1\" *: *\"[^\"]*\"" "$work/answer" | head -n 1 | sed 's/.*"\([^"]*\)"$/\1/'
}

printf 'user = "admin:%s"\n' "$(cat "$folder/admin-client-secret")" >"$work/admin"
: >"$work/nobody"

curl -sS --fail-with-body -o "$work/answer" -K "$work/admin" -d grant_type=client_credentials \
  "$auth/oauth2/token" || {
  echo "first-url: no access token from $auth: $(cat "$work/answer" 2>/dev/null)" >&2
  exit 1
}
printf 'header = "Authorization: Bearer %s"\n' "$(member access_token)" >"$work/admin"

call PUT "$token/v1/delivery-profiles/first" "$work/admin" \
  "{\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"token\",\"baseUrl\":\"$edge/media/first\",\"lifetimeSeconds\":300}"
call PUT "$token/v1/assets/first" "$work/admin" \
  "{\"path\":\"${media%/*}/\",\"entries\":{\"hls\":\"${media##*/}\"},\"packages\":[\"basic\"],\"defaultProfile\":\"first\",\"profiles\":[\"first\"]}"

password="$(openssl rand -hex 16)"
login="first-$(openssl rand -hex 4)"
call POST "$auth/v1/viewers" "$work/admin" "{\"externalId\":\"$login\",\"password\":\"$password\"}"
viewer="$(member id)"
call PUT "$auth/v1/viewers/$viewer/entitlements/basic" "$work/admin" '{}'

call POST "$auth/v1/sign-in" "$work/nobody" \
  "{\"login\":\"$login\",\"password\":\"$password\",\"device\":\"first-url\"}"
printf 'header = "Authorization: Bearer %s"\n' "$(member access_token)" >"$work/viewer"
call POST "$token/v1/playback-sessions" "$work/viewer" '{"assetId":"first"}'
url="$(member url)"

# Profile and keys reach the edge by a feed, a moment after they were made.
for _ in $(seq 40); do
  status="$(curl -s -o "$work/answer" -w '%{http_code}' "$url" || true)"
  if [ "$status" = 200 ]; then
    printf '%s\n' "$url"
    exit 0
  fi
  sleep 0.5
done
echo "first-url: the edge answers $status, not 200, to $url: $(head -c 500 "$work/answer")" >&2
exit 1
