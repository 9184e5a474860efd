/** Tests of entitlements. Owns their attacks and bad input too. */
@NullMarked
package io.playgate.auth.entitlement;

import org.jspecify.annotations.NullMarked;
