/**
 * Who calls the OAuth endpoints: bearer credentials, client secrets, signed client assertions. It
 * owns the cache of secrets that auth-service has vouched for.
 */
@NullMarked
package io.playgate.revocation.clientauth;

import org.jspecify.annotations.NullMarked;
