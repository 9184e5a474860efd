/** Tests of mounted secrets. Owns the proofs that an open file stops the start. */
@NullMarked
package io.playgate.support.secretfile;

import org.jspecify.annotations.NullMarked;
