/** Tests of viewers. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.viewer;

import org.jspecify.annotations.NullMarked;
