/**
 * JSON Web Signatures in compact form (RFC 7515), read strictly. Owns the form alone: what it means
 * for a verdict is said by the dialects.
 */
@NullMarked
package io.playgate.playbacktoken.internal.jose;

import org.jspecify.annotations.NullMarked;
