/** Tests of the key vault. Owns the proofs that an envelope cannot be moved or changed. */
@NullMarked
package io.playgate.support.vault;

import org.jspecify.annotations.NullMarked;
