@NullMarked
package io.playgate.edge.playlist;

import org.jspecify.annotations.NullMarked;
