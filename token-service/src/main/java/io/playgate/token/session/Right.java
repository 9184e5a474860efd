package io.playgate.token.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A right of the viewer, as the viewer token carries it.
 *
 * @param packageId the package it opens
 * @param entitlement the entitlement it rests on; null in viewer tokens of an older auth-service
 * @param until when it ends, epoch seconds: nothing holds at that second any more; {@link
 *     #WITHOUT_END} for none
 */
record Right(String packageId, @Nullable String entitlement, long until) {
  /** Stands for no end. */
  static final long WITHOUT_END = Long.MAX_VALUE;

  /** Whether it has not ended. */
  boolean isEffective(long nowMillis) {
    return until > nowMillis / 1000;
  }

  /** Whether it is the same right, whenever it ends. */
  boolean isThatOf(PlaybackSession session) {
    return packageId.equals(session.packageId())
        && Objects.equals(entitlement, session.entitlement());
  }
}
