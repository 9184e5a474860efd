/** Tests of refusals. */
@NullMarked
package io.playgate.edge.denial;

import org.jspecify.annotations.NullMarked;
