@NullMarked
package io.playgate.edge.profile;

import org.jspecify.annotations.NullMarked;
