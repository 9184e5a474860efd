/**
 * How a service or an edge proves itself to a service. Owns the signed assertions, the clients file
 * they are checked against, and the identity a caller gets from it.
 */
@NullMarked
package io.playgate.support.client;

import org.jspecify.annotations.NullMarked;
