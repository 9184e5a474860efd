/** Unknown names, and which were probably meant. */
@NullMarked
package io.playgate.support.name;

import org.jspecify.annotations.NullMarked;
