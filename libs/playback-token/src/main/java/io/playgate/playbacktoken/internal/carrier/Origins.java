package io.playgate.playbacktoken.internal.carrier;

import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import org.jspecify.annotations.Nullable;

/** The origins of requests and of URLs that are to be signed, for dialects that sign whole URLs. */
public final class Origins {
  private Origins() {}

  /**
   * The origin that a request is for.
   *
   * @param expected what the option {@value RequestOrigin#ORIGIN} names; null where it is not set
   * @return null where that is not clear, or not the expected one
   */
  public static @Nullable RequestOrigin of(
      PlaybackRequest request, @Nullable RequestOrigin expected) {
    return RequestOrigin.of(request.target(), request.header().apply("host"), expected);
  }

  /**
   * The origin of a URL that is to be signed.
   *
   * @param expected what the option {@value RequestOrigin#ORIGIN} names; null where it is not set
   * @throws UnsupportedGrantException {@code url-invalid} where it has no clear one, {@code
   *     url-origin} where another is expected
   */
  public static RequestOrigin of(RequestTarget url, @Nullable RequestOrigin expected)
      throws UnsupportedGrantException {
    RequestOrigin origin = RequestOrigin.parse(url.origin());
    if (origin == null) {
      throw new UnsupportedGrantException(
          "url-invalid", "the URL's scheme or host is missing or ambiguous");
    }
    if (expected != null && !expected.equals(origin)) {
      throw new UnsupportedGrantException("url-origin", "the URL must be one at " + expected);
    }
    return origin;
  }
}
