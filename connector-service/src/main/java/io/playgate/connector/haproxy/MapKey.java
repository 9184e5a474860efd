package io.playgate.connector.haproxy;

import io.playgate.connector.edge.Subject;
import java.nio.charset.StandardCharsets;

/**
 * The keys of the map: the scope's wire name, a colon, and the subject as HAProxy's {@code url_enc}
 * writes it, so that a configuration makes the same key from a claim.
 */
final class MapKey {
  private static final String UNRESERVED = "-._~";
  private static final String HEX = "0123456789ABCDEF";

  private MapKey() {}

  static String of(Subject subject) {
    StringBuilder key = new StringBuilder(subject.scope().wireName()).append(':');
    for (byte b : subject.text().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || UNRESERVED.indexOf(c) >= 0) {
        key.append(c);
      } else {
        key.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      }
    }
    return key.toString();
  }
}
