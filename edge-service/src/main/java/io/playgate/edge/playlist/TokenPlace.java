package io.playgate.edge.playlist;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The token of one request, as it has to stand on the URLs of its children.
 *
 * @param carrier where it travels
 * @param names of the parameters that hold it; one, but for dialects that spread it
 * @param text {@code name=value}, or several joined by {@code &}; escaped so that it ends no
 *     quotes, begins no variable and no line
 */
public record TokenPlace(Carrier carrier, List<String> names, String text) {

  /** Copies the names. */
  public TokenPlace {
    names = List.copyOf(names);
  }

  /** A token that stands in one piece. */
  public static TokenPlace of(Carrier carrier, String name, String value) {
    return new TokenPlace(
        carrier, List.of(name), name + "=" + visible(value, carrier == Carrier.QUERY));
  }

  /**
   * The token as a request carried it.
   *
   * @param placement of the delivery profile
   * @param value the token's text
   * @param target the request's target, the token in it
   * @param query what is left of the target's query without the token
   */
  public static TokenPlace of(Placement placement, String value, String target, String query) {
    int question = target.indexOf('?');
    if (placement.carrier() != Carrier.QUERY || question < 0) {
      return of(placement.carrier(), placement.name(), value);
    }
    String[] left = query.split("&", -1);
    int next = 0;
    List<String> names = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    for (String pair : target.substring(question + 1).split("&", -1)) {
      if (next < left.length && pair.equals(left[next])) {
        next++;
      } else if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        names.add(equals < 0 ? pair : pair.substring(0, equals));
        pairs.add(visible(pair, false));
      }
    }
    return names.isEmpty() || names.stream().distinct().count() < names.size()
        ? of(placement.carrier(), placement.name(), value)
        : new TokenPlace(placement.carrier(), names, String.join("&", pairs));
  }

  /** Whether a query names one of the token's parameters. */
  boolean isIn(String query) {
    for (String name : names) {
      for (int at = query.indexOf(name); at >= 0; at = query.indexOf(name, at + 1)) {
        int end = at + name.length();
        if ((at == 0 || query.charAt(at - 1) == '&')
            && (end == query.length() || query.charAt(end) == '=' || query.charAt(end) == '&')) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a path begins with a token. */
  boolean isFirstOf(String path) {
    return path.startsWith("/" + names.getFirst() + "=");
  }

  /**
   * Writes the token into a URL's text.
   *
   * @param text the URL as it stands, variables and all
   * @param hasQuery whether its query begins before its end
   * @param template whether a dollar sign has to be doubled (DASH)
   */
  String inQuery(String text, boolean hasQuery, boolean template) {
    int hash = text.indexOf('#');
    String before = hash < 0 ? text : text.substring(0, hash);
    String after = hash < 0 ? "" : text.substring(hash);
    String added = template ? this.text.replace("$", "$$") : this.text;
    String joint = !hasQuery ? "?" : before.endsWith("?") || before.endsWith("&") ? "" : "&";
    return before + joint + added + after;
  }

  /** Escapes what could end a quoted string or begin a variable; no token we sign holds these. */
  private static String visible(String value, boolean inQuery) {
    StringBuilder out = null;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || "\"<>{}`\\^|#".indexOf(c) >= 0 || (inQuery && c == '&')) {
        if (out == null) {
          out = new StringBuilder(value.length() + 16).append(value, 0, i);
        }
        out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c & 0xff));
      } else if (out != null) {
        out.append(c);
      }
    }
    return out == null ? value : out.toString();
  }

  /** Holds a token. */
  @Override
  public String toString() {
    return "TokenPlace[carrier=" + carrier + ", names=" + names + "]";
  }
}
