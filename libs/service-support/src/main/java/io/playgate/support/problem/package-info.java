/**
 * What a caller is told when something goes wrong. Owns the RFC 9457 body, the catalogue of errors
 * that every service has in common, and the mapping of each failure, down to the HTTP server's own,
 * to it.
 */
@NullMarked
package io.playgate.support.problem;

import org.jspecify.annotations.NullMarked;
