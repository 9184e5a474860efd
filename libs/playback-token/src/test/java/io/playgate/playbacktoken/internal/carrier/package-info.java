/** Tests of cutting and writing tokens. */
@NullMarked
package io.playgate.playbacktoken.internal.carrier;

import org.jspecify.annotations.NullMarked;
