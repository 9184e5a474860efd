/** Tests of how scripts are told what they need, and run. */
@NullMarked
package io.playgate.support.redis;

import org.jspecify.annotations.NullMarked;
