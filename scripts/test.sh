# shellcheck shell=bash
# ./playgate test. Sourced by ../playgate.

# Says which native executables the system tests start: those that no source has changed since.
name_native_executables() {
  local service runner
  for service in "${demo_services[@]}"; do
    for runner in "$root/$service"/target/*-runner; do
      [ -x "$runner" ] || continue
      if unchanged_since "$service" "$runner"; then
        say "system tests run $service as a native executable"
      else
        say "system tests run $service on the JVM: its native executable is older than its sources"
      fi
    done
  done
}

# The test classes of a module, as surefire's pattern: the topmost packages that hold any. Empty where
# there are none. $1: the module
tests_of() {
  local folder last="" patterns=""
  [ -d "$root/$1/src/test/java" ] || return 0
  while IFS= read -r folder; do
    case "$folder/" in "$last"/*) [ -z "$last" ] || continue ;; esac
    last="$folder"
    patterns="$patterns${patterns:+,}$folder/**/*Test"
  done < <(cd "$root/$1/src/test/java" && find . -name '*Test.java' -exec dirname {} + | sed 's|^\./||' | LC_ALL=C sort -u)
  printf '%s' "$patterns"
}

# Prints the modules of the build, as the root's pom.xml lists them.
modules() {
  sed -n 's|^ *<module>\(.*\)</module> *$|\1|p' "$root/pom.xml"
}

# Sets $module to the folder of a module that is named by it, or by its last part alone. $1: the name
find_module() {
  local name="${1#./}" candidate
  name="${name%/}"
  while IFS= read -r candidate; do
    case "$candidate" in
      "$name" | */"$name")
        module="$candidate"
        return
        ;;
    esac
  done < <(modules)
  die "test: there is no module '$1'; the modules are:
$(modules | sed 's/^/  /')"
}

# The tests of one module, after a build without tests of what it needs. $1: the module, the rest:
# Maven options
test_module() {
  local module="$1" list="$1" pattern
  shift
  if [ "$module" = testing/system-tests ]; then
    # It starts them as processes: Maven does not see that it needs them.
    list="$(service_list),demo,$module"
  fi
  pattern="$(tests_of "$module")"
  say "testing $module"
  run_maven -pl "$list" -am "-Dtest=${pattern:-none}" -Dsurefire.failIfNoSpecifiedTests=false \
    "$@" verify
  say "all tests of $module passed"
}

cmd_test() {
  local install=false soak=false native=true module=""
  while [ "$#" -gt 0 ]; do
    case "$1" in
      --install) install=true ;;
      --soak) soak=true ;;
      --no-native) native=false ;;
      -pl | --module | -pl=* | --module=*)
        case "$1" in
          *=*) module="${1#*=}" ;;
          *)
            module="${2:-}"
            [ "$#" -eq 1 ] || shift
            ;;
        esac
        [ -n "$module" ] || die "test: -pl needs a module, for example token-service"
        ;;
      -h | --help)
        test_help
        return
        ;;
      *) die "test: unknown option '$1'; ./playgate test --help lists them" ;;
    esac
    shift
  done
  if [ -n "$module" ]; then find_module "$module"; fi
  find_jdk
  if [ "$install" = true ]; then
    install_judges
    fetch_judge_libraries
  fi
  find_maven
  local -a options=(-DskipITs=false)
  if [ "$soak" = true ]; then options+=(-Dplaygate.soak=true); fi
  if [ -n "$module" ]; then
    test_module "$module" "${options[@]}"
    return
  fi
  name_missing_judges
  name_native_executables
  rm -rf "$root/testing/system-tests/target/measured"
  # The system tests start the suite from what the reactor has just packaged.
  run_maven "${options[@]}" verify
  if [ "$native" = true ]; then native_sources; fi
  if [ "$soak" = true ]; then write_soak_summary; fi
  name_missing_judges
  say "all tests passed"
}

# One attribute of an XML start tag. $1: the tag, $2: the attribute
attribute() {
  printf '%s\n' "$1" | sed -n "s/.* $2=\"\([^\"]*\)\".*/\1/p"
}

# Writes target/soak.md from the reports of the run that has just ended.
write_soak_summary() {
  local out="$root/target/soak.md" report tag module
  mkdir -p "$root/target"
  {
    printf '# The last soak run\n\n'
    printf 'Written by `./playgate test --soak`: the proofs at full counts.\n\n'
    printf -- '- commit: %s\n' "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)"
    printf -- '- when: %s\n' "$(date -u +%Y-%m-%dT%H:%MZ)"
    printf -- '- machine: %s processors, %s %s\n' "$(getconf _NPROCESSORS_ONLN)" "$(uname -s)" "$(uname -m)"
    printf -- '- Java: %s\n\n' "$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n '2p')"
    printf '| module | suite | tests | failed | skipped | seconds |\n|---|---|---|---|---|---|\n'
    for report in "$root"/*/target/{surefire,failsafe}-reports/TEST-*.xml \
      "$root"/*/*/target/{surefire,failsafe}-reports/TEST-*.xml; do
      [ -e "$report" ] || continue
      tag="$(tr '\n' ' ' <"$report" | sed -n 's/.*\(<testsuite [^>]*>\).*/\1/p')"
      module="${report#"$root/"}"
      printf '| %s | %s | %s | %s | %s | %s |\n' "${module%%/target/*}" \
        "$(attribute "$tag" name | sed 's/.*\.//')" "$(attribute "$tag" tests)" \
        "$(($(attribute "$tag" failures) + $(attribute "$tag" errors)))" \
        "$(attribute "$tag" skipped)" "$(attribute "$tag" time)"
    done
    for report in "$root"/testing/system-tests/target/measured/*.md; do
      [ -e "$report" ] || continue
      printf '\n## %s\n\n' "$(basename "$report" .md)"
      cat "$report"
    done
  } >"$out"
  say "the summary is in $out"
}

test_help() {
  cat <<'TEXT'
usage: ./playgate test [--install] [--soak] [--no-native] [-pl MODULE]

Runs every test: units, services on embedded PostgreSQL and Redis, the whole suite over HTTP and in
a real browser, and a sources-only native build of the services. Suites that judge with a
program this machine lacks are skipped by name, with the line that installs it. Where a service has a
native executable (./playgate native) that is as new as its sources, the system tests run that.

  -pl MODULE    only the tests of one module, such as token-service or playback-token; what it
                needs is built without tests
  --install     name and install the missing programs first (root on Debian)
  --soak        the same proofs at full counts; writes target/soak.md
  --no-native   without the sources-only native build
TEXT
}
