/** Tests of service assertions. Owns the attacks on them. */
@NullMarked
package io.playgate.support.client;

import org.jspecify.annotations.NullMarked;
