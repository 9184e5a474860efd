package io.playgate.playbacktoken.internal.signing;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * An implementation of signatures. It has no state, and what it makes of a key may be kept as long
 * as the key. Two engines give the same verdict on every signature of every key that {@link
 * SignatureEngines} lets through; {@code SignatureEngineContract} is the proof.
 */
public interface SignatureEngine {

  /** Its name in logs and metrics: {@code platform} or {@code bouncycastle}. */
  String id();

  /** Whether it signs in that way. */
  boolean signs(SignatureScheme scheme);

  /** Whether it verifies what was signed in that way. */
  boolean verifies(SignatureScheme scheme);

  /**
   * Sets up a private key.
   *
   * @param scheme one that it signs
   * @throws InvalidKeyException where the engine cannot use the key, such as one whose bytes stay
   *     in their device
   */
  Signer signer(SignatureScheme scheme, PrivateKey key) throws InvalidKeyException;

  /**
   * Sets up a public key.
   *
   * @param scheme one that it verifies
   * @param key whose point has been found to be on its curve and, on Ed25519, of the prime order
   * @throws InvalidKeyException where the key is not one of the scheme
   */
  Verifier verifier(SignatureScheme scheme, PublicKey key) throws InvalidKeyException;
}
