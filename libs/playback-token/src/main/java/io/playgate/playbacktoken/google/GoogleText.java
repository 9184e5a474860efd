package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.internal.text.Base64Url;
import org.jspecify.annotations.Nullable;

/**
 * What both formats write the same way. Base64url is read with its padding or without, as Google's
 * own samples write both; everything else about it is strict.
 */
final class GoogleText {

  private GoogleText() {}

  /** The bytes; null where this is no base64url, or has some but not all of its padding. */
  static byte @Nullable [] decode(String text) {
    int end = text.length();
    if (end > 0 && (end & 3) == 0) {
      while (end > text.length() - 2 && text.charAt(end - 1) == '=') {
        end--;
      }
    }
    return Base64Url.decode(text, 0, end);
  }

  /** Whether a key's name is one that Google lets a key have. */
  static boolean isKeyName(String name) {
    return !name.isEmpty()
        && name.length() <= 63
        && name.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
  }
}
