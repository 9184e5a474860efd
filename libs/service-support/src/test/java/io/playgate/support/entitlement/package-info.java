/** Tests of the package of the same name. */
@NullMarked
package io.playgate.support.entitlement;

import org.jspecify.annotations.NullMarked;
