/**
 * What revocation-service says of opaque tokens. Owns the look-up (RFC 7662), its limits, and how
 * long an answer is kept.
 */
@NullMarked
package io.playgate.edge.introspection;

import org.jspecify.annotations.NullMarked;
