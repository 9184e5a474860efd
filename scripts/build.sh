# shellcheck shell=bash
# Builds what is older than its sources. Sourced by ../playgate.

service_list() {
  local IFS=,
  printf '%s' "${services[*]}"
}

# Prints the folders and files a module is built from. $1: the module
sources_of() {
  local part
  for part in "$root"/pom.xml "$root"/.mvn "$root"/libs/*/pom.xml "$root"/libs/*/src/main \
    "$root/$1/pom.xml" "$root/$1/src/main"; do
    if [ -e "$part" ]; then printf '%s\n' "$part"; fi
  done
}

# True when what a module is built from did not change since the file $2 was written. Folders count
# too, so that a deleted source is noticed. $1: the module
unchanged_since() {
  [ -e "$2" ] || return 1
  local -a parts=()
  local part
  while IFS= read -r part; do parts+=("$part"); done < <(sources_of "$1")
  [ -z "$(find "${parts[@]}" -newer "$2" -print 2>/dev/null | head -n 1)" ]
}

# True when a module has to be built. Its artifact tells, or the mark of the last build by this
# script: Maven leaves an artifact alone whose content did not change.
# $1: the module, $2: its artifact
is_stale() {
  if [ ! -e "$2" ]; then return 0; fi
  if unchanged_since "$1" "$2"; then return 1; fi
  if unchanged_since "$1" "$root/$1/target/.playgate-built"; then return 1; fi
  return 0
}

# Notes when a build begins.
begin_build() {
  mkdir -p "$root/target"
  : >"$root/target/.build-started"
}

# Marks modules as built, at the time at which the build began: what changed meanwhile is built next
# time. $@: the modules
mark_built() {
  local module
  for module in "$@"; do
    touch -r "$root/target/.build-started" "$root/$module/target/.playgate-built"
  done
  rm -f "$root/target/.build-started"
}

# Builds one module, if it is stale, without tests. $1: the module, $2: its artifact
build_module() {
  if ! is_stale "$1" "$2"; then return; fi
  find_maven
  say "building: ${1##*/}"
  begin_build
  run_maven -q -pl "$1" -am -DskipTests -Dspotless.check.skip=true package </dev/null >&2
  mark_built "$1"
}

# Shows which module Maven is at, of all that it says.
show_modules() {
  local line module='^\[INFO\] Building Playgate :: ([^ ]+) [^ ]+ +(\[[0-9/]+\])$'
  while IFS= read -r line; do
    if [[ "$line" =~ $module ]]; then say "  ${BASH_REMATCH[2]} ${BASH_REMATCH[1]}"; fi
  done
}

# Builds what the demo runs and is stale, without tests. A start with nothing to build takes no
# Maven at all.
build_demo() {
  local module
  local -a stale=()
  for module in "${demo_services[@]}"; do
    if is_stale "$module" "$root/$module/target/quarkus-app/quarkus-run.jar"; then
      stale+=("$module")
    fi
  done
  if is_stale demo "$root/demo/target/lib"; then stale+=(demo); fi
  if [ "${#stale[@]}" -eq 0 ]; then return; fi

  find_maven
  say "building: ${stale[*]} (the first time also fetches dependencies, which takes some minutes)"
  begin_build
  local log="$root/target/demo-build.log" list
  list="$(
    IFS=,
    printf '%s' "${stale[*]}"
  )"
  if ! run_maven -pl "$list" -am -DskipTests -Dspotless.check.skip=true package </dev/null 2>&1 |
    tee "$log" | show_modules; then
    grep -E '^\[ERROR\]' "$log" | head -n 30 >&2 || tail -n 30 "$log" >&2
    die "the build failed; the whole output is in $log"
  fi
  mark_built "${stale[@]}"
}
