package io.playgate.edge.playlist;

/** One manifest format. */
public sealed interface ManifestRewriter permits HlsRewriter, DashRewriter {

  /**
   * Writes the token into the URIs of a manifest.
   *
   * @param manifest as the origin answered it
   * @param token what to write, and where it may be written
   * @return the manifest for the player
   * @throws UnusableManifestException where it is no such manifest
   */
  byte[] rewrite(byte[] manifest, ChildToken token) throws UnusableManifestException;
}
