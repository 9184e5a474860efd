/** Tests of the path grammar and of addresses. */
@NullMarked
package io.playgate.playbacktoken.uri;

import org.jspecify.annotations.NullMarked;
