package io.playgate.playbacktoken;

import io.playgate.playbacktoken.key.SigningKey;

/**
 * An {@link EncryptingDialect}, bound to one placement. To verify, it finds the content encryption
 * keys ({@code A128GCM}, {@code A256GCM}) in the ring.
 */
public interface EncryptingFormat extends SignedFormat {

  /**
   * As {@link SignedFormat#sign}, with a key that encrypts what may not stand in the open.
   *
   * @param encryptionKey of algorithm {@code A128GCM} or {@code A256GCM}
   * @throws UnsupportedGrantException if the dialect, carrier, URL or keys cannot express the grant
   */
  SignedToken sign(PlaybackGrant grant, String url, SigningKey key, SigningKey encryptionKey)
      throws UnsupportedGrantException;
}
