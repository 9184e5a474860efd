/**
 * The OAuth 2.0 endpoints: token, key set and metadata. Owns their protocol and nothing behind it.
 */
@NullMarked
package io.playgate.auth.oauth;

import org.jspecify.annotations.NullMarked;
