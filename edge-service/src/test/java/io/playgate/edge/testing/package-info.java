/**
 * The edge's neighbours for tests: small servers that speak the contracts over real connections.
 */
@NullMarked
package io.playgate.edge.testing;

import org.jspecify.annotations.NullMarked;
