@NullMarked
package io.playgate.support.signature;

import org.jspecify.annotations.NullMarked;
