package io.playgate.playbacktoken.internal.signing;

/** One private key, set up for one scheme. Safe for concurrent use. */
@FunctionalInterface
public interface Signer {

  /**
   * Signs a part of a text.
   *
   * @return the signature in the form of its {@link SignatureScheme}
   * @throws IllegalStateException where the key cannot sign, such as an RSA key that contradicts
   *     itself or one whose device is gone
   */
  byte[] sign(byte[] text, int offset, int length);
}
