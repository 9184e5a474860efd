/** Tests of the package of the same name. */
@NullMarked
package io.playgate.support.clock;

import org.jspecify.annotations.NullMarked;
