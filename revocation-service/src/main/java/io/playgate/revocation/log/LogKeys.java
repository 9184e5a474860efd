package io.playgate.revocation.log;

import java.util.List;

/**
 * The keys of revocation-service in Redis. One hash tag keeps them in one slot of a cluster, which
 * the scripts need.
 */
public final class LogKeys {
  private static final String PREFIX = "{playgate-revocation}:";

  static final String EPOCH = PREFIX + "epoch";
  static final String LOG = PREFIX + "log";
  static final String RULES = PREFIX + "rules";
  static final String IDS = PREFIX + "rules:ids";

  /** What each script on the log is given first. */
  static final List<String> OF_LOG =
      List.of(EPOCH, LOG, RULES, PREFIX + "rules:expiry", IDS, PREFIX + "rules:lifted");

  /** Inbox: ids of events by when they are due. */
  public static final String INBOX_DUE = PREFIX + "inbox:due";

  /** Inbox: id to event. */
  public static final String INBOX_EVENTS = PREFIX + "inbox:events";

  /** Inbox: id to attempts made. */
  public static final String INBOX_ATTEMPTS = PREFIX + "inbox:attempts";

  /** Events that auth-service refused for good. */
  public static final String INBOX_PARKED = PREFIX + "inbox:parked";

  /** Stands where a script has no use for a key; the key itself is never written. */
  static final String NONE = PREFIX + "none";

  private LogKeys() {}

  /** An opaque token by the hexadecimal SHA-256 of its text. */
  public static String opaqueToken(String sha256) {
    return PREFIX + "token:" + sha256;
  }

  /** What an idempotency key led to; the key is a hash of client and idempotency key. */
  static String idempotency(String hash) {
    return PREFIX + "idempotency:" + hash;
  }

  /** The mark of a billing event that was taken. */
  static String event(String hash) {
    return PREFIX + "event:" + hash;
  }

  /** When the latest billing event of a subject occurred. */
  static String order(String hash) {
    return PREFIX + "order:" + hash;
  }
}
