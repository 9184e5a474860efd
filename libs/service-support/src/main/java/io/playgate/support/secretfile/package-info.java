/**
 * Mounted files that hold secrets. Owns the checks that such a file must pass before it is used.
 */
@NullMarked
package io.playgate.support.secretfile;

import org.jspecify.annotations.NullMarked;
