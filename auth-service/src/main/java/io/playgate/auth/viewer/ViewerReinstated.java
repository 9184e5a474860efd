package io.playgate.auth.viewer;

import java.util.UUID;

/**
 * Says, within the same transaction, that a viewer who may have been disabled is active.
 *
 * @param viewerId the viewer
 */
public record ViewerReinstated(UUID viewerId) {}
