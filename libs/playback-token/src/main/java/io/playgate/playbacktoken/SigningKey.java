package io.playgate.playbacktoken;

import java.security.Key;

/**
 * A key that signs or verifies.
 *
 * @param kid its identifier
 * @param algorithm the JWA or dialect name it is restricted to: {@code ES256}, {@code HS256} ...
 * @param key a {@link javax.crypto.SecretKey}, {@link java.security.PrivateKey} (to sign) or {@link
 *     java.security.PublicKey} (to verify)
 */
public record SigningKey(String kid, String algorithm, Key key) {

  @Override
  public String toString() {
    return "SigningKey[kid=" + kid + ", algorithm=" + algorithm + "]";
  }
}
