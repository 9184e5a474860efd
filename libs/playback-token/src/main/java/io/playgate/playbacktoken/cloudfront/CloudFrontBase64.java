package io.playgate.playbacktoken.cloudfront;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 with {@code - _ ~} for {@code + = /}. */
final class CloudFrontBase64 {

  private CloudFrontBase64() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder()
        .encodeToString(bytes)
        .replace('+', '-')
        .replace('=', '_')
        .replace('/', '~');
  }

  /** The bytes; null where the text is not exactly what {@link #encode} gives. */
  static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes =
          Base64.getDecoder()
              .decode(
                  text.replace('-', '+')
                      .replace('_', '=')
                      .replace('~', '/')
                      .getBytes(StandardCharsets.ISO_8859_1));
      return encode(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
