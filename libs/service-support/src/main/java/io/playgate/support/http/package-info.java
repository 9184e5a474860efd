/** How the services speak HTTP. Owns what is the same for every listener. */
@NullMarked
package io.playgate.support.http;

import org.jspecify.annotations.NullMarked;
