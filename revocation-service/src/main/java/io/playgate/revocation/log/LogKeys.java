package io.playgate.revocation.log;

import io.playgate.support.redis.RedisScript;

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

  static final String EXPIRY = PREFIX + "rules:expiry";
  static final String LIFTED = PREFIX + "rules:lifted";

  /** Inbox: ids of events by when they are due. */
  static final String INBOX_DUE = PREFIX + "inbox:due";

  /** Inbox: id to event. */
  static final String INBOX_EVENTS = PREFIX + "inbox:events";

  /** Inbox: id to what the event does to the rules. */
  static final String INBOX_STEPS = PREFIX + "inbox:steps";

  /** Inbox: id to attempts made. */
  static final String INBOX_ATTEMPTS = PREFIX + "inbox:attempts";

  /** Parked events by when they are tried again. */
  static final String PARKED_DUE = PREFIX + "inbox:parked:due";

  /** Parked events by since when. */
  static final String PARKED_SINCE = PREFIX + "inbox:parked:since";

  /** Parked events: id to why. */
  static final String PARKED_WHY = PREFIX + "inbox:parked:why";

  /** Stands where a script has no use for a key; the key itself is never written. */
  static final String NONE = PREFIX + "none";

  /** Written to find out whether Redis takes writes. */
  static final String HEALTH = PREFIX + "health";

  private LogKeys() {}

  /** Gives a script the keys of the log. */
  static RedisScript.Call giveLog(RedisScript.Call call) {
    return call.key("epoch_key", EPOCH)
        .key("log_key", LOG)
        .key("rules_key", RULES)
        .key("expiry_key", EXPIRY)
        .key("ids_key", IDS)
        .key("lifted_key", LIFTED);
  }

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

  /** What a source said last of a subject. */
  static String standing(String hash) {
    return PREFIX + "standing:" + hash;
  }

  /** A subject's refunds that auth-service does not know of yet. */
  static String refunds(String hash) {
    return PREFIX + "refunds:" + hash;
  }
}
