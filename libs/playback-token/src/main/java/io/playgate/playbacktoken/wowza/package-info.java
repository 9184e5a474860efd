/** SecureToken version 2 of Wowza Streaming Engine. Owns its text and its parameters. */
@NullMarked
package io.playgate.playbacktoken.wowza;

import org.jspecify.annotations.NullMarked;
