package io.playgate.auth.viewer;

import java.util.UUID;

/**
 * Says, within the same transaction, that every sign-in session of a viewer has to end: the viewer
 * was disabled or has another password.
 *
 * @param viewerId the viewer
 * @param cause which of the two; disabling where it is both
 */
public record ViewerLockedOut(UUID viewerId, Cause cause) {

  /** Why every sign-in session ends. */
  public enum Cause {
    /** The viewer has another password. */
    PASSWORD_CHANGED,
    /** The viewer was disabled. */
    DISABLED
  }
}
