package io.playgate.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How revocations are kept and handed out. */
@ConfigMapping(prefix = "playgate.revocation")
public interface RevocationConfig {
  /**
   * How much younger than the revocation a token may be and still be hit by a cut-off: covers clock
   * skew between issuers and Redis, and the time a rule takes to reach them. token-service issues
   * nothing for the subject until it has passed.
   */
  @WithDefault("PT2S")
  Duration cutOffMargin();

  /**
   * The longest life of any token. A cut-off stands so long unless its request says otherwise, and
   * no opaque token is registered for longer.
   */
  @WithDefault("PT24H")
  Duration maxTokenLifetime();

  /**
   * How long after its last confirmation by Redis this service's own replica may still answer
   * introspections and snapshots; after it they are answered by 503.
   */
  @WithDefault("PT10S")
  Duration maxReplicaAge();

  /** For how long an {@code Idempotency-Key} is remembered. */
  @WithDefault("PT24H")
  Duration idempotencyTtl();

  /** The log and its feed. */
  Log log();

  /** What is asked of Redis. */
  Redis redis();

  /** The log and its feed. */
  interface Log {
    /** How long entries of the log are kept: a client away for longer needs a snapshot. */
    @WithDefault("PT24H")
    Duration retention();

    /**
     * How many entries are kept in memory for clients that resume. One that is further behind needs
     * a snapshot.
     */
    @WithDefault("10000")
    int replayEntries();

    /** A subscriber that takes nothing for so long is disconnected. */
    @WithDefault("PT30S")
    Duration stallLimit();
  }

  /** What is asked of Redis. */
  interface Redis {
    /** Longest wait for an answer of Redis. */
    @WithDefault("PT2S")
    Duration timeout();

    /**
     * On how many replicas a write must stand before it is acknowledged (WAIT); 0 where Redis has
     * none.
     */
    @WithDefault("0")
    int replicas();

    /** Longest wait for those replicas; after it the write is not acknowledged. */
    @WithDefault("PT1S")
    Duration replicasTimeout();

    /**
     * Declares that Redis may evict keys: revocations can then be lost without a trace. Otherwise
     * the service does not start unless {@code maxmemory-policy} is {@code noeviction}.
     */
    @WithDefault("false")
    boolean acceptEviction();

    /**
     * Declares that Redis may run without append-only file: every revocation is then lost with the
     * process. Otherwise the service does not start unless {@code appendonly} is {@code yes}.
     */
    @WithDefault("false")
    boolean acceptNoAppendOnlyFile();

    /**
     * Declares that Redis may acknowledge before the disk has it: up to a second of acknowledged
     * revocations is then lost with the machine. Otherwise the service does not start unless {@code
     * appendfsync} is {@code always}. Also needed where Redis does not let clients read its
     * configuration.
     */
    @WithDefault("false")
    boolean acceptDelayedFsync();
  }
}
