package io.playgate.token.profile;

import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The one form in which base URLs are kept and compared. */
final class BaseUrl {
  private BaseUrl() {}

  /**
   * Normalises: scheme and host in lower case, no default port, no trailing slash.
   *
   * @throws ProblemException where it is not an absolute http or https URL of host and plain path
   */
  static String normalise(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw invalid("must be an absolute URL");
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw invalid("must start with http:// or https://");
    }
    if (url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw invalid("must have a host, and neither user, query nor fragment");
    }
    String path = url.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (!path.isEmpty() && (!path.matches("(/[A-Za-z0-9._-]+)+") || !MediaPath.isNormal(path))) {
      throw invalid("may have a path of A-Z a-z 0-9 . _ - only, without . and .. segments");
    }
    int port = url.getPort();
    if (port > 65_535) {
      throw invalid("must have a port of at most 65535");
    }
    boolean plainPort = port < 0 || port == (scheme.equals("http") ? 80 : 443);
    return scheme
        + "://"
        + url.getHost().toLowerCase(Locale.ROOT)
        + (plainPort ? "" : ":" + port)
        + path;
  }

  /** The host of a normal base URL, with its port unless that is the scheme's own. */
  static String host(String normalBaseUrl) {
    int start = normalBaseUrl.indexOf("://") + 3;
    int path = normalBaseUrl.indexOf('/', start);
    return path < 0 ? normalBaseUrl.substring(start) : normalBaseUrl.substring(start, path);
  }

  private static ProblemException invalid(String message) {
    return new ProblemException(
            CommonError.INVALID_REQUEST, "The member errors lists what is wrong.")
        .withExtension("errors", List.of(Map.of("field", "baseUrl", "message", message)));
  }
}
