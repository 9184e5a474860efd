# shellcheck shell=bash
# The tools that the others need: a JDK 25 and a Maven of at least 3.9. Sourced by ../playgate.

maven_version=3.9.16

java_major() {
  "$1/bin/java" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
  local major
  major="$(java_major "$1")"
  [ -n "$major" ] && [ "$major" -ge 25 ]
}

find_jdk() {
  local candidate
  local -a candidates=()
  if [ -n "${JAVA_HOME:-}" ]; then candidates+=("$JAVA_HOME"); fi
  if command -v javac >/dev/null 2>&1; then
    candidate="$(command -v javac)"
    while [ -L "$candidate" ]; do
      local target
      target="$(readlink "$candidate")"
      case "$target" in
        /*) candidate="$target" ;;
        *) candidate="$(dirname "$candidate")/$target" ;;
      esac
    done
    candidates+=("$(cd "$(dirname "$candidate")/.." && pwd)")
  fi
  for candidate in /usr/lib/jvm/*25* /usr/java/*25* /opt/*25* /opt/java/*25* \
    "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* "$HOME"/.local/share/mise/installs/java/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    candidates+=("$candidate")
  done
  for candidate in "${candidates[@]}"; do
    if [ -d "$candidate" ] && is_jdk25 "$candidate"; then
      export JAVA_HOME="$candidate"
      export PATH="$JAVA_HOME/bin:$PATH"
      return 0
    fi
  done
  die "JDK 25 not found: install one (for example Eclipse Temurin 25) and set JAVA_HOME to it."
}

maven_is_new_enough() {
  local version
  version="$("$1" --version 2>/dev/null | sed -e 's/\x1b\[[0-9;]*m//g' -n -e 's/.*Apache Maven \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)"
  case "$version" in
    3.9 | [4-9].*) return 0 ;;
    *) return 1 ;;
  esac
}

# Sets $mvn. An installed Maven of 3.9 or newer is used as it is; an older one fetches a newer one
# by its coordinates, from whatever repository it is set up for; without any, the wrapper does.
find_maven() {
  mvn=""
  if command -v mvn >/dev/null 2>&1 && maven_is_new_enough mvn; then
    mvn=mvn
    return
  fi
  local home="$cache/apache-maven-$maven_version"
  if [ ! -x "$home/bin/mvn" ] && command -v mvn >/dev/null 2>&1; then fetch_maven "$home"; fi
  if [ -x "$home/bin/mvn" ]; then
    mvn="$home/bin/mvn"
  else
    mvn="$root/mvnw"
  fi
}

# Fetches Maven by an older one, which has warnings of its own for a JDK this new: they go to a log.
# $1: where it is to be
fetch_maven() {
  say "fetching Maven $maven_version (once, into $cache)"
  mkdir -p "$cache"
  local staging log="$cache/fetch-maven.log"
  staging="$(mktemp -d "$cache/maven.XXXXXX")"
  if (cd "$staging" && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    "-Dartifact=org.apache.maven:apache-maven:$maven_version:tar.gz:bin" \
    "-DoutputDirectory=$staging") </dev/null >"$log" 2>&1; then
    tar -xzf "$staging/apache-maven-$maven_version-bin.tar.gz" -C "$staging"
    # Another run may have been faster; its copy is as good.
    mv "$staging/apache-maven-$maven_version" "$1" 2>/dev/null || true
    rm -f "$log"
  else
    say "the installed Maven could not fetch it ($log says why); trying the Maven wrapper"
  fi
  rm -rf "$staging"
}

run_maven() {
  (cd "$root" && "$mvn" -B -ntp "$@")
}

# Runs a command for so many seconds at most, where this system can. $1: seconds, the rest: the command
timeout_of() {
  if command -v timeout >/dev/null 2>&1; then
    timeout "$@"
  else
    shift
    "$@"
  fi
}
