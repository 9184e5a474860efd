@NullMarked
package io.playgate.edge.authorize;

import org.jspecify.annotations.NullMarked;
