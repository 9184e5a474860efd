package io.playgate.playbacktoken;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests as an edge would hand them over. */
public final class Requests {

  private Requests() {}

  /** A GET without headers. */
  public static PlaybackRequest get(String target) {
    return request("GET", target, Map.of(), null);
  }

  /** Any request; header names in any case. */
  public static PlaybackRequest request(
      String method, String target, Map<String, String> headers, @Nullable String clientIp) {
    Map<String, String> byLowerName = new HashMap<>();
    headers.forEach((name, value) -> byLowerName.put(name.toLowerCase(Locale.ROOT), value));
    return new PlaybackRequest(method, target, byLowerName::get, clientIp);
  }

  /** The request a player makes with a signed token, for another path of the same property. */
  public static PlaybackRequest follow(SignedToken token, Placement placement, String path) {
    String query = token.value().isEmpty() ? "" : placement.name() + "=" + token.value();
    String base = placement.basePath();
    return switch (placement.carrier()) {
      case PATH -> get(base + "/" + query + path.substring(base.length()));
      case QUERY -> get(path + "?" + query);
      case COOKIE -> request("GET", path, Map.of("Cookie", "a=b; " + query), null);
      case HEADER -> request("GET", path, token.headers(), null);
    };
  }

  /**
   * The same token on another path of the same property.
   *
   * @param signedPath the path that the token was placed on
   */
  public static SignedToken move(
      SignedToken token, String signedPath, String path, Placement placement) {
    int base = placement.carrier() == Carrier.PATH ? placement.basePath().length() : 0;
    String signedRest = signedPath.substring(base);
    int question = token.url().indexOf('?');
    int pathEnd = question < 0 ? token.url().length() : question;
    int at = token.url().lastIndexOf(signedRest, pathEnd - signedRest.length());
    if (at < 0) {
      throw new AssertionError("the URL does not end with the path that was signed");
    }
    String url =
        token.url().substring(0, at)
            + path.substring(base)
            + token.url().substring(at + signedRest.length());
    return new SignedToken(url, token.value(), token.cookies(), token.headers());
  }

  /** The request a player makes with a signed token. */
  public static PlaybackRequest play(SignedToken token) {
    Map<String, String> headers = new HashMap<>(token.headers());
    if (!token.cookies().isEmpty()) {
      StringBuilder cookies = new StringBuilder("a=b");
      token.cookies().forEach((name, value) -> cookies.append("; " + name + "=" + value));
      headers.put("Cookie", cookies.toString());
    }
    return request("GET", token.url(), headers, null);
  }

  /** The same token with another text: in the URL, the cookies or the headers. */
  public static SignedToken forge(SignedToken token, String text) {
    Map<String, String> cookies = new HashMap<>();
    if (token.cookies().size() == 1) {
      token.cookies().forEach((name, value) -> cookies.put(name, text));
    } else if (!token.cookies().isEmpty()) {
      for (String cookie : text.split(";", -1)) {
        int equals = cookie.indexOf('=');
        cookies.put(
            equals < 0 ? cookie : cookie.substring(0, equals), cookie.substring(equals + 1));
      }
    }
    Map<String, String> headers = new HashMap<>();
    token.headers().forEach((name, value) -> headers.put(name, text));
    return new SignedToken(token.url().replace(token.value(), text), text, cookies, headers);
  }

  /**
   * The processor time that a piece of work takes on this thread, whatever else the machine does.
   */
  public static Duration cpuTime(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
  }

  /**
   * What an allowing verdict says.
   *
   * @param grant what the token says
   * @param token the token's text
   * @param kid the key that verified it
   * @param path the path without the token
   * @param query the query without the token
   */
  public record Allowed(PlaybackGrant grant, String token, String kid, String path, String query) {

    /** What a verdict says; fails where it denies. */
    public static Allowed of(Verdict verdict) {
      Verdict.Allow allow = (Verdict.Allow) verdict;
      return new Allowed(allow.grant(), allow.token(), allow.kid(), allow.path(), allow.query());
    }
  }
}
