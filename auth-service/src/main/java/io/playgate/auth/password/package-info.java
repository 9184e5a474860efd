/**
 * Password hashing by Argon2id. Owns the parameters and the bound on how much of it runs at once.
 */
@NullMarked
package io.playgate.auth.password;

import org.jspecify.annotations.NullMarked;
