# shellcheck shell=bash
# ./playgate token. Sourced by ../playgate.

cmd_token() {
  find_jdk
  build_module cli "$root/cli/target/lib"
  exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \
    -cp "$root/cli/target/classes:$root/cli/target/lib/*" \
    io.playgate.cli.Cli token "$@"
}
