/**
 * What the tests of this service share. It owns a revocation-service that speaks the real contract,
 * and the ways to fill the catalogue and to play.
 */
@NullMarked
package io.playgate.token.testing;

import org.jspecify.annotations.NullMarked;
