/** The grants of the token endpoint, one class each. Owns who gets which token for what. */
@NullMarked
package io.playgate.auth.oauth.grants;

import org.jspecify.annotations.NullMarked;
