package io.playgate.auth.viewer;

import java.util.UUID;

/**
 * Says, within the same transaction, that every sign-in session of a viewer has to end: the viewer
 * was disabled or has another password.
 *
 * @param viewerId the viewer
 */
public record ViewerLockedOut(UUID viewerId) {}
