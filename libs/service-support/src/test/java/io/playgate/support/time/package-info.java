@NullMarked
package io.playgate.support.time;

import org.jspecify.annotations.NullMarked;
