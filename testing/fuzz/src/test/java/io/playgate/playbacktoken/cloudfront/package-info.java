/** Fuzz targets of parsers that only their package sees. */
@NullMarked
package io.playgate.playbacktoken.cloudfront;

import org.jspecify.annotations.NullMarked;
