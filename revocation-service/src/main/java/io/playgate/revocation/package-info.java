/**
 * revocation-service: whether a token still holds. Its packages own one noun each; this one owns
 * the error catalogue and the configuration that they share.
 */
@NullMarked
package io.playgate.revocation;

import org.jspecify.annotations.NullMarked;
