package io.playgate.edge.playlist;

import java.util.ArrayList;
import java.util.List;

/**
 * One attribute of a tag (RFC 8216 section 4.2) with a quoted value.
 *
 * @param name before the equals sign
 * @param value between the quotes
 * @param start index of the value in its line
 */
record HlsAttribute(String name, String value, int start) {

  /** Index in the line behind the value. */
  int end() {
    return start + value.length();
  }

  /** Whether it holds a URI that a player fetches. */
  boolean holdsUri() {
    return name.equals("URI") || name.endsWith("-URI") || name.equals("X-ASSET-LIST");
  }

  /** The quoted attributes of a tag's line, in their order, up to the first that is broken. */
  static List<HlsAttribute> of(String line) {
    List<HlsAttribute> found = new ArrayList<>();
    int at = line.indexOf(':') + 1;
    while (at > 0 && at < line.length()) {
      int equals = line.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      int value = equals + 1;
      if (value < line.length() && line.charAt(value) == '"') {
        int quote = line.indexOf('"', value + 1);
        if (quote < 0) {
          break;
        }
        found.add(
            new HlsAttribute(
                line.substring(at, equals).strip(), line.substring(value + 1, quote), value + 1));
        value = quote + 1;
      }
      int comma = line.indexOf(',', value);
      at = comma < 0 ? line.length() : comma + 1;
    }
    return found;
  }
}
