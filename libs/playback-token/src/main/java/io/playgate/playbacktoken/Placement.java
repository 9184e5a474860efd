package io.playgate.playbacktoken;

import io.playgate.playbacktoken.uri.MediaPath;
import java.util.Map;

/**
 * How a token is placed on a request: the delivery profile's part that both the signer and the
 * checker must agree on.
 *
 * @param carrier where the token travels
 * @param name the token's parameter, segment, cookie or header name, such as {@code hdnts}
 * @param basePath the path prefix of the CDN property, without a trailing slash ({@code ""} for the
 *     root): with {@link Carrier#PATH} the token is the first segment after it
 * @param options further settings of the dialect, by the names it documents
 */
public record Placement(
    Carrier carrier, String name, String basePath, Map<String, String> options) {

  /** Shows the names of options and not their values, of which one may be a secret. */
  @Override
  public String toString() {
    return "Placement[%s %s at %s, options %s]"
        .formatted(carrier, name, basePath, options.keySet().stream().sorted().toList());
  }

  public Placement {
    options = Map.copyOf(options);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 128 || !(Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.')) {
        throw new IllegalArgumentException("name may hold letters, digits, - _ . only");
      }
    }
    if (!basePath.isEmpty() && (!basePath.startsWith("/") || basePath.endsWith("/"))) {
      throw new IllegalArgumentException("basePath must start and not end with a slash");
    }
    if (!basePath.isEmpty() && !MediaPath.isNormal(basePath)) {
      throw new IllegalArgumentException("basePath must be a path in normal form");
    }
  }
}
