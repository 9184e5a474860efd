@NullMarked
package io.playgate.playbacktoken.signature;

import org.jspecify.annotations.NullMarked;
