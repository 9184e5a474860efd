/** Keys at rest. Owns the envelope in which private keys and shared secrets are stored. */
@NullMarked
package io.playgate.support.vault;

import org.jspecify.annotations.NullMarked;
