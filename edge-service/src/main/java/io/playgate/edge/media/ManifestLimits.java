package io.playgate.edge.media;

import java.time.Duration;

/**
 * What one manifest, and all together, may take.
 *
 * @param maxSize of a manifest as the origin has it, unpacked, in bytes
 * @param maxRewrittenSize of one for the player, before it is packed, in bytes
 * @param timeout from its head to its last byte
 * @param memory of all together
 */
record ManifestLimits(
    long maxSize, long maxRewrittenSize, Duration timeout, ManifestMemory memory) {}
