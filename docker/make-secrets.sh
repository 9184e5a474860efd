#!/usr/bin/env bash
# Makes every secret the suite needs, once, by OpenSSL: see docker/README.md.
#
# usage: docker/make-secrets.sh [FOLDER]     (default: docker/secrets)
#
# Nothing that exists is overwritten: a new key-encryption key would make the stored signing keys
# unreadable. To replace one file, move it away and run this again; a service's private key and
# clients.json belong together, so this makes clients.json anew whenever a private key is new.
set -euo pipefail
umask 077

folder="${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/secrets}"
command -v openssl >/dev/null 2>&1 || {
  echo "make-secrets: openssl is missing" >&2
  exit 1
}
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# Writes standard input to a file that does not exist yet. $1: the file
write() {
  mkdir -p "$(dirname "$1")"
  cat >"$work/file"
  mv "$work/file" "$1"
  echo "made $1" >&2
}

# A P-256 key as a private JWK (RFC 7517; kid is the thumbprint of RFC 7638). $1: the file
make_jwk() {
  if [ -e "$1" ]; then return; fi
  openssl ecparam -name prime256v1 -genkey -noout -outform DER -out "$work/key.der"
  # ECPrivateKey (RFC 5915): its lengths are fixed for this curve.
  #   30 77 | 02 01 01 | 04 20 d(32) | a0 0a curve(10) | a1 44 03 42 00 04 x(32) y(32)
  if [ "$(wc -c <"$work/key.der")" -ne 121 ] ||
    [ "$(head -c 7 "$work/key.der" | base64url)" != "MHcCAQEEIA" ]; then
    echo "make-secrets: this openssl writes EC keys in a form that is not understood" >&2
    exit 1
  fi
  local d x y kid
  d="$(tail -c +8 "$work/key.der" | head -c 32 | base64url)"
  x="$(tail -c 64 "$work/key.der" | head -c 32 | base64url)"
  y="$(tail -c 32 "$work/key.der" | base64url)"
  rm "$work/key.der"
  kid="$(printf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' "$x" "$y" |
    openssl dgst -sha256 -binary | base64url)"
  printf '{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"%s","x":"%s","y":"%s","d":"%s"}\n' \
    "$kid" "$x" "$y" "$d" | write "$1"
  new_key=true
}

# One client of clients.json. $1: id, $2: its private JWK, $3: scopes and profiles as JSON members
client() {
  local public
  public="$(sed -e 's/,"d":"[^"]*"//' "$2")"
  case "$public" in
    *'"d":'*)
      echo "make-secrets: $2 is not as this script writes it; make clients.json by hand" >&2
      exit 1
      ;;
  esac
  printf '    {"id":"%s",%s,\n     "keys":[%s]}' "$1" "$3" "$public"
}

new_key=false
for service in auth token revocation edge; do
  make_jwk "$folder/$service/private.jwk"
done

if [ "$new_key" = true ] || [ ! -e "$folder/clients.json" ]; then
  {
    printf '{\n  "clients":[\n'
    client auth-service "$folder/auth/private.jwk" '"scopes":["revocations.write"]'
    printf ',\n'
    client token-service "$folder/token/private.jwk" \
      '"scopes":["tokens.register","revocations.write","revocation.feed"]'
    printf ',\n'
    client revocation-service "$folder/revocation/private.jwk" '"scopes":["entitlements.write"]'
    printf ',\n'
    client edge-1 "$folder/edge/private.jwk" \
      '"scopes":["revocation.feed","tokens.introspect","keys.read"],"profiles":["*"]'
    printf '\n  ]\n}\n'
  } | write "$folder/clients.json"
fi

# The key-encryption keys: one per service, so that neither opens the other's database.
for service in auth token; do
  if [ ! -e "$folder/$service/vault.key" ]; then
    openssl rand -base64 32 | write "$folder/$service/vault.key"
  fi
done

# What billing signs its webhooks with (Standard Webhooks).
if [ ! -e "$folder/revocation/standard-webhooks" ]; then
  printf 'whsec_%s\n' "$(openssl rand -base64 32)" | write "$folder/revocation/standard-webhooks"
fi

# The first admin client, with every scope: a client can grant only what it holds. auth-service gets the
# hash; the secret is for you.
if [ ! -e "$folder/auth/bootstrap-clients.json" ]; then
  openssl rand 32 | base64url | write "$folder/admin-client-secret"
  hash="$(openssl dgst -sha256 -r "$folder/admin-client-secret" | cut -d ' ' -f 1)"
  printf '{"clients":[{"id":"admin","secretSha256":"%s","scopes":[%s]}]}\n' "$hash" \
'"viewers.read","viewers.write","clients.write","entitlements.write","catalogue.read","catalogue.write","keys.read","revocations.read","revocations.write","revocation.feed","tokens.register","tokens.introspect","tokens.revoke"' |
    write "$folder/auth/bootstrap-clients.json"
fi

# Passwords of the two databases: one file for PostgreSQL, one for the service.
if [ ! -e "$folder/postgres/superuser" ]; then
  openssl rand -hex 32 | write "$folder/postgres/superuser"
fi
for service in auth token; do
  if [ ! -e "$folder/postgres/$service" ]; then
    openssl rand -hex 32 | write "$folder/postgres/$service"
  fi
  if [ ! -e "$folder/$service/database.properties" ]; then
    printf 'quarkus.datasource.username=playgate_%s\nquarkus.datasource.password=%s\n' \
      "$service" "$(cat "$folder/postgres/$service")" | write "$folder/$service/database.properties"
  fi
done

# The containers read these files as their owner. They do not run as root, so root gives them away.
user="$(id -u)"
group="$(id -g)"
if [ "$user" -eq 0 ]; then
  user=1001
  group=1001
  chown -R "$user:$group" "$folder"
fi
printf 'PLAYGATE_USER=%s:%s\n' "$user" "$group" | write "$folder/compose.env"
