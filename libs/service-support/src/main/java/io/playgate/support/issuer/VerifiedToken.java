package io.playgate.support.issuer;

import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * A token whose signature and unchanging claims were found good.
 *
 * @param kid the key that signed it
 * @param use what it is for
 * @param notBefore from when it holds, in epoch seconds
 * @param expiresAt until when, in epoch seconds
 * @param principal its claims
 */
record VerifiedToken(
    String kid, TokenUse use, long notBefore, long expiresAt, JsonWebToken principal) {}
