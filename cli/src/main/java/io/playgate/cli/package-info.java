/**
 * Playgate on the command line. Owns the entry point; each feature adds its commands in a package
 * of its own.
 */
@NullMarked
package io.playgate.cli;

import org.jspecify.annotations.NullMarked;
