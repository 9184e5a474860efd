/**
 * Programs with a credential of their own, their scopes, secrets and public keys. Owns their
 * registration and their authentication at the token endpoint.
 */
@NullMarked
package io.playgate.auth.client;

import org.jspecify.annotations.NullMarked;
