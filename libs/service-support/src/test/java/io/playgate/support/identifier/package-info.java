/** Tests of the package of the same name. */
@NullMarked
package io.playgate.support.identifier;

import org.jspecify.annotations.NullMarked;
