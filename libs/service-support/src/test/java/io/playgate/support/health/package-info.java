/** Tests of the questions to dependencies. */
@NullMarked
package io.playgate.support.health;

import org.jspecify.annotations.NullMarked;
