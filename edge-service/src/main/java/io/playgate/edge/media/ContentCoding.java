package io.playgate.edge.media;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Content codings (RFC 9110 section 12.5.3), as far as manifests need them. */
final class ContentCoding {

  private ContentCoding() {}

  /** Whether a client rather has gzip than a plain body. */
  static boolean prefersGzip(List<String> acceptEncoding) {
    double gzip = -1;
    double identity = -1;
    double any = -1;
    for (String header : acceptEncoding) {
      for (String element : header.split(",", 64)) {
        String[] parts = element.split(";", 8);
        double weight = weight(parts);
        switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
          case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
          case "identity" -> identity = Math.max(identity, weight);
          case "*" -> any = Math.max(any, weight);
          default -> {
            // A coding that is not made here.
          }
        }
      }
    }
    double wanted = gzip >= 0 ? gzip : any;
    return wanted > 0 && wanted >= identity;
  }

  /** Says to caches that the answer depends on what the client accepts. */
  static void vary(MultiMap headers) {
    for (String value : headers.getAll(HttpHeaders.VARY)) {
      String lower = value.toLowerCase(Locale.ROOT);
      if (lower.contains("accept-encoding") || lower.strip().equals("*")) {
        return;
      }
    }
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
  }

  /** Whether a body has no coding. */
  static boolean isIdentity(@Nullable String contentEncoding) {
    return contentEncoding == null
        || contentEncoding.isBlank()
        || contentEncoding.strip().equalsIgnoreCase("identity");
  }

  /** Whether a body has one coding, and that is gzip. */
  static boolean isGzip(@Nullable String contentEncoding) {
    return contentEncoding != null
        && (contentEncoding.strip().equalsIgnoreCase("gzip")
            || contentEncoding.strip().equalsIgnoreCase("x-gzip"));
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.length() > 2 && parameter.regionMatches(true, 0, "q=", 0, 2)) {
        try {
          double weight = Double.parseDouble(parameter.substring(2).strip());
          return weight >= 0 && weight <= 1 ? weight : 0;
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
