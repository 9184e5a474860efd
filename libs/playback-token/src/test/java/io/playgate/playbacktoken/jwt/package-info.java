/** Tests of the dialect {@code jwt}. */
@NullMarked
package io.playgate.playbacktoken.jwt;

import org.jspecify.annotations.NullMarked;
