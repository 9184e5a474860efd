package io.playgate.revocation.log;

import io.playgate.support.redis.RedisScript;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Rules whose id the caller chose, so that posting one again is harmless however long after: for a
 * caller that must be sure and may not know whether its last attempt arrived. Blocks.
 */
@ApplicationScoped
public class NamedRules {
  private static final RedisScript PUT = LogScripts.onLog("put");

  private final RevocationLog log;

  NamedRules(RevocationLog log) {
    this.log = log;
  }

  /** What became of a rule. */
  public sealed interface Put {
    /**
     * It stands.
     *
     * @param logged the rule and its place
     * @param created whether there was none of that id before
     */
    record Stands(RevocationLog.Logged logged, boolean created) implements Put {}

    /** A rule of another source has this id. */
    record Taken() implements Put {}

    /** The rule of this id was lifted lately. */
    record Lifted() implements Put {}
  }

  /**
   * Puts a rule, in place of the one of the same id and source.
   *
   * @param effectiveAt from when it is in force; null or past for now
   * @param expiresAt when it ends; null for the default of its kind
   * @param opaqueToken SHA-256 of the opaque token to be deleted with it, or null
   */
  public Put put(
      RuleDraft draft,
      @Nullable Instant effectiveAt,
      @Nullable Instant expiresAt,
      @Nullable String opaqueToken) {
    Response answer =
        log.write(
            log.drafted(PUT, draft, effectiveAt, expiresAt, opaqueToken)
                .with("source", draft.source()));
    return switch (answer.get(0).toString()) {
      case "created" -> new Put.Stands(RevocationLog.logged(answer), true);
      case "replaced" -> new Put.Stands(RevocationLog.logged(answer), false);
      case "taken" -> new Put.Taken();
      case "lifted" -> new Put.Lifted();
      default -> throw RevocationLog.unexpected();
    };
  }
}
