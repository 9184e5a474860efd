/**
 * The tokens this service issues (RFC 9068): how they are made, and how they are checked when they
 * come back. Owns no state.
 */
@NullMarked
package io.playgate.auth.accesstoken;

import org.jspecify.annotations.NullMarked;
