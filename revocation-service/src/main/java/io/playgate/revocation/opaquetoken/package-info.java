/**
 * Opaque playback tokens: registration, introspection (RFC 7662) and revocation (RFC 7009). It owns
 * what is kept of a token, which is never its text.
 */
@NullMarked
package io.playgate.revocation.opaquetoken;

import org.jspecify.annotations.NullMarked;
