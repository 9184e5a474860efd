/**
 * Limits by who calls: the caller's address as trusted proxies say it, buckets of attempts, and
 * fair turns. Owns what counts as one caller, and that no table here grows with what callers
 * choose.
 */
@NullMarked
package io.playgate.support.limit;

import org.jspecify.annotations.NullMarked;
