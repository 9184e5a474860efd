/**
 * What the tests of revocation-service share: the suite's resources, a fake auth-service, signed
 * webhooks.
 */
@NullMarked
package io.playgate.revocation.testing;

import org.jspecify.annotations.NullMarked;
