/**
 * Tokens of auth-service, as the other services see them: where its keys come from, and what is
 * checked of a token. Owns the one way in which viewer tokens and access tokens are accepted.
 */
@NullMarked
package io.playgate.support.issuer;

import org.jspecify.annotations.NullMarked;
