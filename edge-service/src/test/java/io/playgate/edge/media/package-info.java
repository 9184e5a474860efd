@NullMarked
package io.playgate.edge.media;

import org.jspecify.annotations.NullMarked;
