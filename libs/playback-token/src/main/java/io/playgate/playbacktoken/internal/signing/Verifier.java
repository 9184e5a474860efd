package io.playgate.playbacktoken.internal.signing;

/** One public key, set up for one scheme. Safe for concurrent use. */
@FunctionalInterface
public interface Verifier {

  /**
   * Verifies a part of a text.
   *
   * @param signature in the form of its {@link SignatureScheme}; it may be of any length and
   *     content
   * @return whether the key made the signature; never throws for what is in it
   */
  boolean verify(byte[] text, int offset, int length, byte[] signature);
}
