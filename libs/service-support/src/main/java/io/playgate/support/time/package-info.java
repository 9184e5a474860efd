/**
 * Times as programs write them to each other. Owns the one reader of RFC 3339 and its use for JSON.
 */
@NullMarked
package io.playgate.support.time;

import org.jspecify.annotations.NullMarked;
