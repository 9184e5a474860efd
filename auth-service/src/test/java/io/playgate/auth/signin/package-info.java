/** Tests of signing in. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.signin;

import org.jspecify.annotations.NullMarked;
