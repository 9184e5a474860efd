package io.playgate.edge.playlist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.TokenPieces;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Rewrites whole manifests for tests. */
final class Rewriting {

  static final String MANIFEST = "/m/vod/clock/v0/list.m3u8";

  private Rewriting() {}

  /**
   * The URLs beneath {@code /m} at {@code https://cdn.example:8443}, with the token in the query.
   */
  static ChildUrls urls(String token) {
    return urls(token(Carrier.QUERY, "hdnts", token), "/packages");
  }

  /** A token in one piece. */
  static TokenPieces token(Carrier carrier, String name, String value) {
    return TokenPieces.of(new Placement(carrier, name, "/m", Map.of()), value);
  }

  static ChildUrls urls(TokenPieces token, String originPrefix) {
    return urls(token, originPrefix, Set.of("cdn.example:8443"));
  }

  static ChildUrls urls(TokenPieces token, String originPrefix, Set<String> hosts) {
    return new ChildUrls(
        new ChildUrls.Edge(
            "https", "cdn.example:8443", hosts, "/m", path -> path.startsWith("/m2/")),
        new ChildUrls.Origin("http", "origin.example:8080", originPrefix),
        token,
        MANIFEST,
        "a=b");
  }

  static String hls(String playlist, ChildUrls urls) throws UnusableManifestException {
    return new String(whole(new HlsRewriter(urls), playlist.getBytes(UTF_8), 1000), UTF_8);
  }

  static String dash(String manifest, ChildUrls urls) throws UnusableManifestException {
    return new String(whole(new DashRewriter(urls), manifest.getBytes(UTF_8), 1000), UTF_8);
  }

  /** Gives a manifest in parts, and puts the slices together. */
  static byte[] whole(ManifestRewriter rewriter, byte[] manifest, int part)
      throws UnusableManifestException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      ByteArrayOutputStream slice = new ByteArrayOutputStream();
      ManifestRewriter.Progress progress = rewriter.write(slice);
      all.writeBytes(slice.toByteArray());
      switch (progress) {
        case DONE -> {
          return all.toByteArray();
        }
        case NEEDS_INPUT -> {
          if (at == manifest.length) {
            rewriter.end();
          } else {
            int to = Math.min(manifest.length, at + part);
            rewriter.add(Arrays.copyOfRange(manifest, at, to));
            at = to;
          }
        }
        case MORE -> {
          // The next slice.
        }
      }
    }
  }
}
