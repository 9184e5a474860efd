/** Fuzz targets of parsers that only their package sees. */
@NullMarked
package io.playgate.playbacktoken.urisigning;

import org.jspecify.annotations.NullMarked;
