/**
 * What token-service has to do with revocation-service. It owns this replica's memory of the
 * revocation rules with the policy for when it is out of date, and the calls that register opaque
 * tokens and end sessions.
 */
@NullMarked
package io.playgate.token.revocation;

import org.jspecify.annotations.NullMarked;
