/** Tests of tokens of auth-service. Owns the attacks on them, and an issuer that fails. */
@NullMarked
package io.playgate.support.issuer;

import org.jspecify.annotations.NullMarked;
