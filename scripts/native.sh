# shellcheck shell=bash
# ./playgate native. Sourced by ../playgate.

# Everything of a native build that needs no GraalVM: the augmentation for native, with the sources
# and the command line that native-image would get. It goes to a folder of its own.
native_sources() {
  say "native: sources-only build of the services"
  run_maven -q -pl "$(service_list)" -am -DskipTests -Dspotless.check.skip=true \
    -Dnative -Dquarkus.native.sources-only=true package
  local service
  for service in "${services[@]}"; do
    [ -d "$root/$service/target/native-sources" ] || die "native: $service left no native sources"
  done
}

# Sets $engine to a container engine that answers. A client without an engine is no help.
find_engine() {
  local client
  for client in docker podman; do
    if command -v "$client" >/dev/null 2>&1 && timeout_of 20 "$client" info >/dev/null 2>&1; then
      engine="$client"
      return
    fi
  done
  die "native: install GraalVM or Mandrel for JDK 25 and set GRAALVM_HOME, or install and start docker or podman (no engine answers 'docker info' or 'podman info')"
}

cmd_native() {
  if wants_help "$@"; then
    native_help
    return
  fi
  local argument
  local -a options=()
  for argument in "$@"; do
    case "$argument" in
      --sources-only)
        find_jdk
        find_maven
        native_sources
        return
        ;;
      *) options+=("$argument") ;;
    esac
  done
  find_jdk
  if [ -z "${GRAALVM_HOME:-}" ] && ! command -v native-image >/dev/null 2>&1 && [ ! -x "$JAVA_HOME/bin/native-image" ]; then
    find_engine
    options+=(-Dquarkus.native.container-build=true "-Dquarkus.native.container-runtime=$engine")
  fi
  find_maven
  run_maven -pl "$(service_list)" -am -DskipTests -Dnative ${options[@]+"${options[@]}"} package
  local service
  for service in "${services[@]}"; do
    ls -1 "$root/$service"/target/*-runner
  done
}

native_help() {
  cat <<'TEXT'
usage: ./playgate native [--sources-only] [MAVEN OPTION...]

Builds native executables of the services with GraalVM or Mandrel for JDK 25 (GRAALVM_HOME), or
in a container where only docker or podman is there. ./playgate demo and ./playgate test use them once
they are built, until a source changes.

  --sources-only   all of the build that needs no GraalVM
TEXT
}
