/** Tests of the path grammar, the cutter, the checks, and of every dialect alike. */
@NullMarked
package io.playgate.playbacktoken;

import org.jspecify.annotations.NullMarked;
