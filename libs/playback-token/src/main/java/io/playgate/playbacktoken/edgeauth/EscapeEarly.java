package io.playgate.playbacktoken.edgeauth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The three ways in which Akamai's libraries escape values before they sign ({@code escape_early}),
 * each of which the other two contradict. All write {@code %} and two lower-case digits; they
 * differ in what they leave as it is, in the space, and in whether they escape the ACL.
 */
enum EscapeEarly {
  /** EdgeAuth-Token-Node: {@code encodeURIComponent}, and {@code ~ ' *} too. */
  NODE("-_.!()", false, false),
  /** EdgeAuth-Token-Python on Python 3.7 or newer: {@code quote_plus}, which keeps {@code ~}. */
  PYTHON("-_.~", true, false),
  /** EdgeAuth-Token-Java: {@code URLEncoder}; the ACL as well, its separators included. */
  JAVA("-_.*", true, true);

  private static final String HEX = "0123456789abcdef";

  private final String keptBesides;
  private final boolean spaceIsPlus;
  private final boolean escapesAcl;

  EscapeEarly(String keptBesides, boolean spaceIsPlus, boolean escapesAcl) {
    this.keptBesides = keptBesides;
    this.spaceIsPlus = spaceIsPlus;
    this.escapesAcl = escapesAcl;
  }

  /** The way of that name ({@code node}, {@code python}, {@code java}); null for others. */
  static @Nullable EscapeEarly named(String option) {
    return switch (option) {
      case "node" -> NODE;
      case "python" -> PYTHON;
      case "java" -> JAVA;
      default -> null;
    };
  }

  /** Whether the ACL is escaped like the other values. */
  boolean escapesAcl() {
    return escapesAcl;
  }

  /** Escapes a value. */
  String escape(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    StringBuilder escaped = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (isKept(b)) {
        escaped.append((char) b);
      } else if (b == ' ' && spaceIsPlus) {
        escaped.append('+');
      } else {
        escaped.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
      }
    }
    return escaped.toString();
  }

  private boolean isKept(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || keptBesides.indexOf(b) >= 0;
  }

  /** The value that is escaped like this; null where none is. */
  @Nullable String unescape(String escaped) {
    String value = decode(spaceIsPlus ? escaped.replace('+', ' ') : escaped);
    return value != null && escape(value).equals(escaped) ? value : null;
  }

  /** Reads percent escapes with lower-case digits; null where one is incomplete. */
  static @Nullable String decode(String escaped) {
    int percent = escaped.indexOf('%');
    if (percent < 0) {
      return escaped;
    }
    byte[] text = escaped.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length);
    for (int i = 0; i < text.length; i++) {
      byte b = text[i];
      if (b == '%') {
        int high = i + 2 < text.length ? HEX.indexOf(text[i + 1]) : -1;
        int low = i + 2 < text.length ? HEX.indexOf(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        b = (byte) (high << 4 | low);
        i += 2;
      }
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
