/** Tests of {@link io.playgate.playbacktoken.urisigning}. */
@NullMarked
package io.playgate.playbacktoken.urisigning;

import org.jspecify.annotations.NullMarked;
