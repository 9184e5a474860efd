package io.playgate.revocation.log;

import io.playgate.support.redis.RedisScript;

/** The scripts of revocation-service, by what each of them starts with. */
final class LogScripts {
  private LogScripts() {}

  /** A script that stands by itself. */
  static RedisScript alone(String name) {
    return RedisScript.load(LogScripts.class, name);
  }

  /** A script that works on the log, by the functions of the prelude. */
  static RedisScript onLog(String name) {
    return RedisScript.load(LogScripts.class, "prelude", name);
  }

  /** A script that applies billing events to the log. */
  static RedisScript onBilling(String name) {
    return RedisScript.load(LogScripts.class, "prelude", "billing_rules", name);
  }
}
