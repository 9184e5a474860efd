package io.playgate.auth.signingkey;

import java.security.interfaces.ECPrivateKey;

/**
 * The key that signs.
 *
 * @param kid its id
 * @param privateKey its private half
 */
public record SigningKey(String kid, ECPrivateKey privateKey) {

  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
