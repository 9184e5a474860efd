@NullMarked
package io.playgate.edge;

import org.jspecify.annotations.NullMarked;
