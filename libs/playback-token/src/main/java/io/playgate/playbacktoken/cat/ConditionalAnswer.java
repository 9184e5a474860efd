package io.playgate.playbacktoken.cat;

import java.util.Map;

/**
 * What a token wants a refusal to be answered with ({@code catif}, CTA-5007-B section 4.9.1).
 *
 * @param status the HTTP status, 300 to 599
 * @param headers the response headers to set, by name; none that frames the message
 */
public record ConditionalAnswer(int status, Map<String, String> headers) {
  public ConditionalAnswer {
    headers = Map.copyOf(headers);
  }

  /** Leaves the headers' values out: one may hold a token. */
  @Override
  public String toString() {
    return "ConditionalAnswer[status=" + status + ", headers=" + headers.keySet() + "]";
  }
}
