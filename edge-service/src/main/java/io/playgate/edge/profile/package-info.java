/**
 * What the edge knows of delivery profiles and their verification keys. Owns the replica of
 * token-service's edge configuration and the feed that keeps it current; it judges nothing.
 */
@NullMarked
package io.playgate.edge.profile;

import org.jspecify.annotations.NullMarked;
