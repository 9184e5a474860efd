/**
 * Errors of the OAuth endpoints. Owns the RFC 6749 error answer, which those endpoints use in place
 * of problem+json.
 */
@NullMarked
package io.playgate.support.oauth;

import org.jspecify.annotations.NullMarked;
