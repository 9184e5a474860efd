/** Tests of what the package of the same name says it owns. They need nothing but this machine. */
@NullMarked
package io.playgate.demo.billing;

import org.jspecify.annotations.NullMarked;
