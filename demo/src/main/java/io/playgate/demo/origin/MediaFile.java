package io.playgate.demo.origin;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A file of the origin, in memory.
 *
 * @param content its bytes
 * @param contentType its media type
 * @param etag its strong validator, with quotes
 */
record MediaFile(Buffer content, String contentType, String etag) {
  private static final Map<String, String> TYPES =
      Map.of(
          "m3u8", "application/vnd.apple.mpegurl",
          "mpd", "application/dash+xml",
          "mp4", "video/mp4",
          "m4s", "video/iso.segment",
          "vtt", "text/vtt",
          "key", "application/octet-stream");
  private static final int ETAG_CHARACTERS = 24;

  static MediaFile of(String name, byte[] bytes) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return new MediaFile(
        Buffer.buffer(bytes),
        TYPES.getOrDefault(extension, "application/octet-stream"),
        '"' + sha256(bytes).substring(0, ETAG_CHARACTERS) + '"');
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
