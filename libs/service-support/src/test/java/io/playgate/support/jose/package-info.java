/** Tests of keys and tokens in the forms of JOSE. */
@NullMarked
package io.playgate.support.jose;

import org.jspecify.annotations.NullMarked;
