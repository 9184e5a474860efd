/** The tokens this service issues (RFC 9068). Owns what they say and how they are signed. */
@NullMarked
package io.playgate.auth.accesstoken;

import org.jspecify.annotations.NullMarked;
