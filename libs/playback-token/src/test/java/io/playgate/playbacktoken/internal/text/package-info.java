/** Tests of texts read as bytes. */
@NullMarked
package io.playgate.playbacktoken.internal.text;

import org.jspecify.annotations.NullMarked;
