package io.playgate.playbacktoken.internal.dialect;

import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.SigningKey;

/** Signatures of dialects, whose answer to a key that does not sign is a refusal of the grant. */
public final class Signatures {
  private Signatures() {}

  /**
   * As {@link SigningKey#sign(byte[])}.
   *
   * @throws UnsupportedGrantException {@code key-cannot-sign}
   */
  public static byte[] sign(SigningKey key, byte[] text) throws UnsupportedGrantException {
    try {
      return key.sign(text);
    } catch (KeyCannotSignException e) {
      throw UnsupportedGrantException.of(e);
    }
  }

  /**
   * As {@link SigningKey#signWithSha1(byte[])}.
   *
   * @throws UnsupportedGrantException {@code key-cannot-sign}
   */
  public static byte[] signWithSha1(SigningKey key, byte[] text) throws UnsupportedGrantException {
    try {
      return key.signWithSha1(text);
    } catch (KeyCannotSignException e) {
      throw UnsupportedGrantException.of(e);
    }
  }
}
