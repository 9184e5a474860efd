/** Tests of passwords. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.password;

import org.jspecify.annotations.NullMarked;
