/** Tests of what dialects share. */
@NullMarked
package io.playgate.playbacktoken.internal.dialect;

import org.jspecify.annotations.NullMarked;
