/** Tests of the package of the same name. */
@NullMarked
package io.playgate.support.http;

import org.jspecify.annotations.NullMarked;
