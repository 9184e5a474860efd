package io.playgate.playbacktoken;

/**
 * A dialect that can encrypt claims about the viewer. To verify, it finds the content encryption
 * keys ({@code A128GCM}, {@code A256GCM}) in the ring.
 */
public interface Encrypting extends Dialect {

  /**
   * As {@link Dialect#sign}, with a key that encrypts the claims that must not be readable.
   *
   * @param encryptionKey of algorithm {@code A128GCM} or {@code A256GCM}
   * @throws UnsupportedGrantException if the dialect, carrier, URL or keys cannot express the grant
   */
  SignedToken sign(
      PlaybackGrant grant,
      String url,
      SigningKey key,
      SigningKey encryptionKey,
      Placement placement)
      throws UnsupportedGrantException;
}
