package io.playgate.edge.playlist;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HLS playlists (RFC 8216 and draft-pantos-hls-rfc8216bis): URI lines, and the attributes of tags
 * whose name is {@code URI} or ends with {@code -URI} (content steering, interstitials), and {@code
 * X-ASSET-LIST}. Every other byte stays.
 *
 * <p>Variables ({@code EXT-X-DEFINE}): the player puts them in after it has read our text, so the
 * token is written behind the URI as it stands, and what the variables hold decides whether it may
 * be. Those this playlist defines, and those it takes from its own query, are known here. A URI
 * with a variable that is not known (imported from the multivariant playlist) in its first path
 * segment could lead anywhere and is left alone; further in, such a variable cannot change the host
 * and is taken for ordinary text.
 */
public final class HlsRewriter implements ManifestRewriter {

  private static final Pattern VARIABLE = Pattern.compile("\\{\\$([A-Za-z0-9_-]+)\\}");
  private static final String UNKNOWN = "\u0001";

  /** A whole path segment: what follows it can change neither scheme nor host. */
  private static final Pattern SEGMENT = Pattern.compile("[^/:]/");

  @Override
  public byte[] rewrite(byte[] manifest, ChildToken token) throws UnusableManifestException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(manifest)).toString();
    } catch (CharacterCodingException e) {
      throw new UnusableManifestException("the playlist is not UTF-8");
    }
    int begin = text.startsWith("\uFEFF") ? 1 : 0;
    if (!text.startsWith("#EXTM3U", begin)) {
      throw new UnusableManifestException("the playlist does not begin with #EXTM3U");
    }
    StringBuilder out = new StringBuilder(text.length() + text.length() / 2);
    Map<String, String> variables = new HashMap<>();
    int at = 0;
    while (at < text.length()) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      int contentEnd = end > at && text.charAt(end - 1) == '\r' ? end - 1 : end;
      String line = text.substring(at, contentEnd);
      if (line.startsWith("#EXT")) {
        define(line, token, variables);
        attributes(line, token, variables, out);
      } else if (line.isBlank() || line.startsWith("#")) {
        out.append(line);
      } else {
        out.append(carry(line, token, variables));
      }
      out.append(text, contentEnd, newline < 0 ? end : end + 1);
      at = end + 1;
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Copies a tag, and rewrites the attributes that hold URIs. */
  private static void attributes(
      String line, ChildToken token, Map<String, String> variables, StringBuilder out) {
    int at = line.indexOf(':') + 1;
    if (at == 0) {
      out.append(line);
      return;
    }
    int copied = 0;
    while (at < line.length()) {
      int equals = line.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      String name = line.substring(at, equals).strip();
      int value = equals + 1;
      if (value < line.length() && line.charAt(value) == '"') {
        int quote = line.indexOf('"', value + 1);
        if (quote < 0) {
          break;
        }
        if (holdsUri(name)) {
          out.append(line, copied, value + 1);
          out.append(carry(line.substring(value + 1, quote), token, variables));
          copied = quote;
        }
        value = quote + 1;
      }
      int comma = line.indexOf(',', value);
      at = comma < 0 ? line.length() : comma + 1;
    }
    out.append(line, copied, line.length());
  }

  private static boolean holdsUri(String name) {
    return name.equals("URI") || name.endsWith("-URI") || name.equals("X-ASSET-LIST");
  }

  /** Notes what an EXT-X-DEFINE defines. */
  private static void define(String line, ChildToken token, Map<String, String> variables) {
    if (!line.startsWith("#EXT-X-DEFINE:")) {
      return;
    }
    String name = attribute(line, "NAME");
    String value = attribute(line, "VALUE");
    String parameter = attribute(line, "QUERYPARAM");
    if (name != null && value != null) {
      variables.put(name, expand(value, variables, UNKNOWN));
    } else if (parameter != null) {
      for (String pair : token.queryWithToken().split("&", -1)) {
        if (pair.startsWith(parameter + "=")) {
          variables.put(parameter, pair.substring(parameter.length() + 1));
        }
      }
    }
  }

  private static @Nullable String attribute(String line, String name) {
    int from = line.indexOf(':') + 1;
    for (int at = line.indexOf(name + "=\"", from);
        at >= 0;
        at = line.indexOf(name + "=\"", at + 1)) {
      if (at == from || line.charAt(at - 1) == ',') {
        int value = at + name.length() + 2;
        int quote = line.indexOf('"', value);
        return quote < 0 ? null : line.substring(value, quote);
      }
    }
    return null;
  }

  private static String carry(String uri, ChildToken token, Map<String, String> variables) {
    String expanded = expand(uri, variables, UNKNOWN).strip();
    int unknown = expanded.indexOf(UNKNOWN);
    if (unknown >= 0 && !SEGMENT.matcher(expanded.substring(0, unknown)).find()) {
      return uri;
    }
    UriReference reference = UriReference.parse(expanded.replace(UNKNOWN, "x"));
    if (!token.staysHere(token.manifest().resolve(reference))) {
      return uri;
    }
    String query = reference.query();
    if (query != null && token.hasToken(query)) {
      return uri;
    }
    return token.addTo(uri, query != null, false);
  }

  private static String expand(String text, Map<String, String> variables, String unknown) {
    if (text.indexOf("{$") < 0) {
      return text;
    }
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(variables.getOrDefault(match.group(1), unknown)));
  }
}
