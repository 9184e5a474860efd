/** Tests of signing keys. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.signingkey;

import org.jspecify.annotations.NullMarked;
