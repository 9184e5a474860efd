/**
 * Measures the dialects of playback-token with JMH, each against the bare primitive of the platform
 * over the same bytes in the same run. Owns what is measured and how; the driver prints it.
 */
@NullMarked
package io.playgate.benchmarks.token;

import org.jspecify.annotations.NullMarked;
