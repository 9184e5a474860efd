/** Tests of the OAuth endpoints. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.oauth;

import org.jspecify.annotations.NullMarked;
