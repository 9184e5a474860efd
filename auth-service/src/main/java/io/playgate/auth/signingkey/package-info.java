/**
 * The two rings of signing keys, one for viewer tokens and one for access tokens of clients. Owns
 * their generation, storage under the key vault, rotation and publication.
 */
@NullMarked
package io.playgate.auth.signingkey;

import org.jspecify.annotations.NullMarked;
