/** Tests of keys, their JSON form and their signatures. */
@NullMarked
package io.playgate.playbacktoken.key;

import org.jspecify.annotations.NullMarked;
