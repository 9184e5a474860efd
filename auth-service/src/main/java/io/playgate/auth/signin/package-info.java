/**
 * Sign-in of a viewer on a device: the check of the password, the brake on guessing, and the
 * sign-in session with its rotating refresh token. Owns everything that starts, continues or ends
 * one.
 */
@NullMarked
package io.playgate.auth.signin;

import org.jspecify.annotations.NullMarked;
