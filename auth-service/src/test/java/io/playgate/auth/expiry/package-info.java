/** Tests of rows whose time is over. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.expiry;

import org.jspecify.annotations.NullMarked;
