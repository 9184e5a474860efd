/**
 * Which version this is. Owns the answer to {@code --version}, which the build writes; every
 * command gives the same.
 */
@NullMarked
package io.playgate.cli.version;

import org.jspecify.annotations.NullMarked;
