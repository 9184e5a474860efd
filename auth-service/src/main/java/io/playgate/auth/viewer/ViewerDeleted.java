package io.playgate.auth.viewer;

import java.util.UUID;

/**
 * Says, within the same transaction, that a viewer was deleted, with all sign-in sessions.
 *
 * @param viewerId the viewer
 */
public record ViewerDeleted(UUID viewerId) {}
