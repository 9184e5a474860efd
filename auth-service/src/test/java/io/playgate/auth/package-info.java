/**
 * Tests of auth-service through its API, on a PostgreSQL of their own. Owns the callers, the clock
 * and the first administrator that they use.
 */
@NullMarked
package io.playgate.auth;

import org.jspecify.annotations.NullMarked;
