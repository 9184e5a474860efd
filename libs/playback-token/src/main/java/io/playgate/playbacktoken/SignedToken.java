package io.playgate.playbacktoken;

import java.util.Map;

/**
 * A token, placed.
 *
 * @param url the ready-to-play URL (with the token on it, where the carrier is the URL)
 * @param value the token exactly as it stands in {@code url}, cookie or header
 * @param cookies the cookies to set, by name; empty for other carriers
 * @param headers the headers to send, by name; empty for other carriers
 */
public record SignedToken(
    String url, String value, Map<String, String> cookies, Map<String, String> headers) {
  public SignedToken {
    cookies = Map.copyOf(cookies);
    headers = Map.copyOf(headers);
  }
}
