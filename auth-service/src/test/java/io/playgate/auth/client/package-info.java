/** Tests of clients. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.client;

import org.jspecify.annotations.NullMarked;
