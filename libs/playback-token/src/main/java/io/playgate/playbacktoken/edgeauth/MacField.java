package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.internal.text.AsciiText;
import org.jspecify.annotations.Nullable;

/** The algorithms of Akamai's libraries, and the last field of a token, whose length tells them. */
enum MacField {
  SHA256("sha256", "HS256", 64),
  SHA1("sha1", "HS1", 40),
  MD5("md5", "HMD5", 32);

  /** What stands before the hexadecimal digits. */
  static final AsciiText.Word WORD = new AsciiText.Word("~hmac=");

  private static final MacField[] ALL = values();

  private final String option;
  private final String keyAlgorithm;
  private final int digits;

  MacField(String option, String keyAlgorithm, int digits) {
    this.option = option;
    this.keyAlgorithm = keyAlgorithm;
    this.digits = digits;
  }

  /** The algorithm by its name in the libraries' option; null for others. */
  static @Nullable MacField named(String option) {
    for (MacField algorithm : ALL) {
      if (algorithm.option.equals(option)) {
        return algorithm;
      }
    }
    return null;
  }

  /** The algorithm of a token; null where the token does not end with a MAC of any. */
  static @Nullable MacField of(AsciiText token) {
    for (MacField algorithm : ALL) {
      int at = token.length() - algorithm.length();
      if (at >= 0 && token.has(WORD, at)) {
        return algorithm;
      }
    }
    return null;
  }

  /** The only algorithm whose keys make it. */
  String keyAlgorithm() {
    return keyAlgorithm;
  }

  /** The length of the hexadecimal MAC. */
  int digits() {
    return digits;
  }

  /** The length of the field with its name. */
  int length() {
    return WORD.length() + digits;
  }
}
