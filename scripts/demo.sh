# shellcheck shell=bash
# ./playgate demo. Sourced by ../playgate.

cmd_demo() {
  if wants_help "$@"; then
    demo_help
    return
  fi
  find_jdk
  build_demo
  # A shell that starts this script in the background makes it ignore SIGINT, and neither bash nor
  # Java can undo that; env of GNU coreutils can.
  local -a clean=()
  if env --default-signal=INT true 2>/dev/null; then clean=(env --default-signal=INT); fi
  exec ${clean[@]+"${clean[@]}"} "$JAVA_HOME/bin/java" -Xmx256m \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$root/demo/target/classes:$root/demo/target/lib/*" \
    io.playgate.demo.Demo --root "$root" "$@"
}

demo_help() {
  cat <<'TEXT'
usage: ./playgate demo [--port-base N] [--json FILE]

Builds what is stale and starts the whole suite on 127.0.0.1: PostgreSQL, Redis, the four
services, an origin with a sample video and a web page with a player. Ctrl-C stops all of it.

  --port-base N   page at N, then auth, token, revocation, edge, origin at N+1 to N+5, and
                  health and metrics of the services at N+11 to N+14 (default 8080)
  --json FILE     where to write what scripts need to know (default target/demo.json)
TEXT
}
