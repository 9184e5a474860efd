/**
 * connector-service: tells CDNs and proxies what is revoked. It follows the revocation feed as an
 * edge does and keeps a list at each target; each package owns one part of the way from an event to
 * a target that has confirmed it.
 */
@NullMarked
package io.playgate.connector;

import org.jspecify.annotations.NullMarked;
