/**
 * Helpers for the tests of every service, packed as the test jar. Owns the embedded servers and the
 * credentials that tests call with.
 */
@NullMarked
package io.playgate.support.testing;

import org.jspecify.annotations.NullMarked;
