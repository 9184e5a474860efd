/** Tests of the Common Access Token. */
@NullMarked
package io.playgate.playbacktoken.cat;

import org.jspecify.annotations.NullMarked;
