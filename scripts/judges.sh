# shellcheck shell=bash
# The programs and libraries that tests judge by: which they are, and how they are installed. Sourced by ../playgate.

# The real programs that judge: command, Debian package, the suites that need it.
judges=(
  "chromium:chromium:BrowserIT, DemoPageIT, SteadyPlaybackIT"
  "nginx:nginx-light:EdgeProxiesTest, ForwardAuthIT, dialect-judges"
  "haproxy:haproxy:EdgeProxiesTest, ForwardAuthIT, HaproxyMapTest, HaproxyPlaybackTest, dialect-judges"
  "caddy:caddy:EdgeProxiesTest, ForwardAuthIT"
  "psql:postgresql-client:InstallIT"
  "openssl:openssl:InstallIT, MadeSecretsTest"
  "curl:curl:InstallIT"
  "python3:python3:InstallIT"
  "node:nodejs:dialect-judges, api-judges"
  "npm:npm:dialect-judges, api-judges"
  "traffic_server:trafficserver:dialect-judges"
  "uri_signing.so:trafficserver-experimental-plugins:dialect-judges"
  "varnishd:varnish:dialect-judges"
  "libvmod_digest.so:varnish-vmod-digest:dialect-judges"
)

# Libraries for Node.js that judge tokens and API descriptions, by their lock files.
judge_libraries=(dialect-judges api-judges)

have_judge() {
  case "$1" in
    chromium) command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ;;
    *.so) [ -n "$(find /usr/lib -name "$1" -print -quit 2>/dev/null)" ] ;;
    # Debian keeps servers out of the ordinary users' PATH.
    *) command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] ;;
  esac
}

# Installs the judges that are missing, naming them first. Root on Debian only.
install_judges() {
  local entry command package suites
  local -a packages=()
  for entry in "${judges[@]}"; do
    IFS=: read -r command package suites <<<"$entry"
    if ! have_judge "$command"; then packages+=("$package"); fi
  done
  if [ "${#packages[@]}" -eq 0 ]; then return; fi
  command -v apt-get >/dev/null 2>&1 || die "--install needs Debian's apt-get; install by hand: ${packages[*]}"
  [ "$(id -u)" -eq 0 ] || die "--install needs root: sudo ./playgate test --install"
  say "installing: ${packages[*]}"
  local log="$root/target/install.log"
  mkdir -p "$root/target"
  # They judge when a test starts them; as services they would take ports from the demo.
  local policy=/usr/sbin/policy-rc.d placed=false installed=true
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    placed=true
  fi
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 || installed=false
  if [ "$placed" = true ]; then rm -f "$policy"; fi
  if [ "$installed" = false ]; then
    tail -n 15 "$log" >&2
    die "could not install ${packages[*]}; the whole output is in $log"
  fi
}

# Fetches the judging libraries where they are missing or of another version.
fetch_judge_libraries() {
  have_judge npm || return 0
  local suite folder mark
  for suite in "${judge_libraries[@]}"; do
    folder="$root/testing/$suite/npm"
    mark="$folder/node_modules/.playgate-lock"
    if cmp -s "$folder/package-lock.json" "$mark"; then continue; fi
    say "fetching the libraries of $suite (npm ci)"
    mkdir -p "$root/target"
    if ! npm --prefix "$folder" ci >"$root/target/npm.log" 2>&1; then
      tail -n 15 "$root/target/npm.log" >&2
      die "npm could not fetch the libraries of $suite; the whole output is in $root/target/npm.log"
    fi
    cp "$folder/package-lock.json" "$mark"
  done
}

# Names the suites that are skipped for want of a judge, and the line that installs it.
name_missing_judges() {
  local entry command package suites
  for entry in "${judges[@]}"; do
    IFS=: read -r command package suites <<<"$entry"
    if ! have_judge "$command"; then
      say "skipped: $suites ($command is missing; install it with: apt-get install $package)"
    fi
  done
  local suite
  for suite in "${judge_libraries[@]}"; do
    if have_judge npm && [ ! -d "$root/testing/$suite/npm/node_modules" ]; then
      say "skipped: $suite (its libraries are missing; fetch them with: npm --prefix testing/$suite/npm ci)"
    fi
  done
}
