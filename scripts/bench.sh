# shellcheck shell=bash
# ./playgate bench. Sourced by ../playgate.

cmd_bench() {
  if wants_help "$@"; then
    bench_help
    return
  fi
  find_jdk
  case " $* " in
    "  " | *" c"*) command -v openssl >/dev/null 2>&1 || die "bench: openssl is missing; install it with: apt-get install openssl" ;;
  esac
  if bench_needs_suite "$@"; then
    command -v wrk >/dev/null 2>&1 || die "bench: wrk is missing; install it with: apt-get install wrk"
    build_demo
  fi
  build_module testing/benchmarks "$root/testing/benchmarks/target/quarkus-app/quarkus-run.jar"
  exec "$JAVA_HOME/bin/java" -Xmx512m --enable-native-access=ALL-UNNAMED \
    -cp "$root/testing/benchmarks/target/classes:$root/testing/benchmarks/target/lib/*" \
    io.playgate.benchmarks.Bench --root "$root" "$@"
}

# True when some row is of the running suite: the rows of the library, token.DIALECT.verify and the
# like, need nothing to run.
bench_needs_suite() {
  local named=false
  while [ "$#" -gt 0 ]; do
    case "$1" in
      --json) shift ;;
      token.r | token.re* | token.rs*) return 0 ;;
      crypto | crypto.* | token.?*) named=true ;;
      *) return 0 ;;
    esac
    if [ "$#" -gt 0 ]; then shift; fi
  done
  [ "$named" = false ]
}

bench_help() {
  cat <<'TEXT'
usage: ./playgate bench [NAME...] [--json FILE]

Starts the suite and measures it against a bare JSON endpoint in the same run, the dialects of
tokens against the bare primitive of the platform, and signatures against openssl speed. A NAME picks
rows by name or by prefix (edge, token.refresh, token.edgeauth.verify, crypto, webhook-to-403 ...);
without any, all are measured. Rows of dialects and signatures alone do without the suite.

  --json FILE   also write the rows {name, value, unit, against, ratio} there
TEXT
}
