/** Tests of the error answers. Owns the resource they are provoked with. */
@NullMarked
package io.playgate.support.problem;

import org.jspecify.annotations.NullMarked;
