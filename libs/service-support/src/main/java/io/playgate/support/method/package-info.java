/** The HTTP methods that a service knows. */
@NullMarked
package io.playgate.support.method;

import org.jspecify.annotations.NullMarked;
