package io.playgate.edge.media;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of a player's headers reach the origin: those that media need, and those the operator
 * names. A list of what may not pass would never be complete: there is always one more by which
 * some server takes another path, method, host, address or protocol than the verdict was about.
 */
final class PassingHeaders {

  /** What HTTP caching, ranges, content negotiation and media clients use. */
  private static final Set<String> MEDIA =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "authorization",
          "cache-control",
          "cmcd-object",
          "cmcd-request",
          "cmcd-session",
          "cmcd-status",
          "cookie",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "origin",
          "pragma",
          "priority",
          "range",
          "referer",
          "save-data",
          "traceparent",
          "tracestate",
          "user-agent",
          "via");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private static final Pattern OVERRIDE =
      Pattern.compile(
          "x-forwarded.*|forwarded|x-original-.*|x-rewrite-.*|x-accel-.*|.*override.*|x-http-.*"
              + "|x-method.*|x-host|x-real-ip|.*client-ip|connection|keep-alive|proxy.*|te|trailer"
              + "|transfer-encoding|content-length|upgrade|http2-settings|host|expect");

  private final Set<String> names;

  /**
   * Reads the operator's list.
   *
   * @throws IllegalStateException where a name on it is malformed, or of a header that may override
   */
  PassingHeaders(List<String> named) {
    Set<String> all = new HashSet<>(MEDIA);
    for (String text : named) {
      String name = text.strip().toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches() || OVERRIDE.matcher(name).matches()) {
        throw new IllegalStateException(
            "playgate.origin.pass-headers: \""
                + text
                + "\" must be the name of a header that does not change what is asked for: letters,"
                + " digits and hyphens, none of X-Forwarded-*, X-Original-*, X-HTTP-Method-Override"
                + " and the like; take it out");
      }
      all.add(name);
    }
    this.names = Set.copyOf(all);
  }

  /** Takes everything else out. */
  void keepIn(MultiMap headers) {
    List<String> others = null;
    for (String name : headers.names()) {
      if (!names.contains(name.toLowerCase(Locale.ROOT))) {
        if (others == null) {
          others = new ArrayList<>();
        }
        others.add(name);
      }
    }
    if (others != null) {
      others.forEach(headers::remove);
    }
  }
}
