/**
 * Keys and tokens in the forms of JOSE: P-256 and ES256, as far as services speak with each other.
 */
@NullMarked
package io.playgate.support.jose;

import org.jspecify.annotations.NullMarked;
