package io.playgate.edge.playlist;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one HLS playlist ({@code EXT-X-DEFINE}), as far as it is certain what a player
 * will make of them. One that is imported, defined twice, or taken from a parameter that players
 * may read in different ways is not known.
 *
 * <p>All of it is bounded: definitions, the length of a value (which holds earlier ones, expanded),
 * and what all expansions together make.
 */
final class HlsVariables {

  private static final Pattern REFERENCE = Pattern.compile("\\{\\$([A-Za-z0-9_-]{1,128})\\}");
  private static final int MAX_DEFINITIONS = 256;
  private static final int MAX_VALUE = 4096;
  private static final int MAX_EXPANDED_TEXT = 16 * 1024;
  private static final int MAX_EXPANDED = 16 * 1024 * 1024;

  private final String query;
  private final Map<String, @Nullable String> values = new HashMap<>();
  private int definitions;
  private long expanded;

  /**
   * No variables yet.
   *
   * @param query of the playlist, the token included: what {@code QUERYPARAM} reads
   */
  HlsVariables(String query) {
    this.query = query;
  }

  /** The number of characters that expansions made so far. */
  long work() {
    return expanded;
  }

  /** Notes what an EXT-X-DEFINE defines. */
  void define(List<HlsAttribute> attributes) throws UnusableManifestException {
    if (++definitions > MAX_DEFINITIONS) {
      throw new UnusableManifestException("too many variables");
    }
    String name = null;
    String value = null;
    String parameter = null;
    for (HlsAttribute attribute : attributes) {
      switch (attribute.name()) {
        case "NAME" -> name = attribute.value();
        case "VALUE" -> value = attribute.value();
        case "QUERYPARAM" -> parameter = attribute.value();
        case "IMPORT" -> put(attribute.value(), null);
        default -> {
          // Says nothing about a value.
        }
      }
    }
    if (name != null) {
      String known = value == null ? null : expand(value);
      if (known != null && known.length() > MAX_VALUE) {
        throw new UnusableManifestException("the value of a variable is too long");
      }
      put(name, known);
    }
    if (parameter != null) {
      put(parameter, parameter(parameter));
    }
  }

  private void put(String name, @Nullable String value) {
    boolean again = values.containsKey(name);
    values.put(name, again ? null : value);
  }

  /** The value of a parameter; null unless it is there once, and reads the same decoded. */
  private @Nullable String parameter(String name) {
    String found = null;
    int times = 0;
    int at = 0;
    while (at <= query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', at);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      String raw = query.substring(at, nameEnd);
      if (name.equals(raw) || name.equals(decoded(raw))) {
        times++;
        found = query.substring(Math.min(nameEnd + 1, end), end);
      }
      at = end + 1;
    }
    return times == 1 && found != null && found.indexOf('%') < 0 && found.indexOf('+') < 0
        ? found
        : null;
  }

  private static @Nullable String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A text with its known variables put in; those that are not known stay as they stand. */
  String expand(String text) throws UnusableManifestException {
    if (text.indexOf("{$") < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 64);
    Matcher reference = REFERENCE.matcher(text);
    int at = 0;
    while (reference.find()) {
      String value = values.get(reference.group(1));
      out.append(text, at, reference.start()).append(value == null ? reference.group() : value);
      at = reference.end();
      if (out.length() > MAX_EXPANDED_TEXT) {
        throw new UnusableManifestException("variables make a text too long");
      }
    }
    out.append(text, at, text.length());
    expanded += out.length();
    if (expanded > MAX_EXPANDED) {
      throw new UnusableManifestException("variables make the playlist too long");
    }
    return out.toString();
  }

  /** Where the first variable of an expanded text begins; negative where it holds none. */
  static int first(String text) {
    if (text.indexOf("{$") < 0) {
      return -1;
    }
    Matcher reference = REFERENCE.matcher(text);
    return reference.find() ? reference.start() : -1;
  }

  /** A text with every variable taken for an ordinary character. */
  static String asText(String text) {
    return text.indexOf("{$") < 0 ? text : REFERENCE.matcher(text).replaceAll("x");
  }

  /** The end of the variable that begins at an index; negative where none does. */
  static int end(String text, int at) {
    if (!text.startsWith("{$", at)) {
      return -1;
    }
    Matcher reference = REFERENCE.matcher(text).region(at, text.length());
    return reference.lookingAt() ? reference.end() : -1;
  }
}
