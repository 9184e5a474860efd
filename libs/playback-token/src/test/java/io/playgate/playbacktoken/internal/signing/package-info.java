@NullMarked
package io.playgate.playbacktoken.internal.signing;

import org.jspecify.annotations.NullMarked;
