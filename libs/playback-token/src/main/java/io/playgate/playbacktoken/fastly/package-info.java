/** URL tokens of Fastly's classic VCL. Owns the text that is signed and its parameter. */
@NullMarked
package io.playgate.playbacktoken.fastly;

import org.jspecify.annotations.NullMarked;
