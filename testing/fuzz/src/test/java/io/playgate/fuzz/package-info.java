/**
 * Fuzz targets: every parser of playback-token, fed by Jazzer with what nobody would send. A target
 * is a class with {@code fuzzerTestOneInput}; {@link io.playgate.fuzz.FuzzTest} runs each in a JVM
 * of its own.
 */
@NullMarked
package io.playgate.fuzz;

import org.jspecify.annotations.NullMarked;
