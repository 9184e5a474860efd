/** A dialect that no product has, to show what adding one takes. */
@NullMarked
package io.playgate.playbacktoken.toy;

import org.jspecify.annotations.NullMarked;
