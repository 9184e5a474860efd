/** Tests of limits by caller. Owns their attacks and their bounds. */
@NullMarked
package io.playgate.support.limit;

import org.jspecify.annotations.NullMarked;
