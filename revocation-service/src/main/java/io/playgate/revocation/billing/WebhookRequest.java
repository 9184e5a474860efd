package io.playgate.revocation.billing;

import io.playgate.support.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was posted by whoever says to be a billing system: nothing of it is true yet. */
public final class WebhookRequest {
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;

  /**
   * Keeps what was posted.
   *
   * @param headers all headers, by name
   * @param body the body, byte for byte; not copied
   */
  public WebhookRequest(Map<String, List<String>> headers, byte[] body) {
    this.headers.putAll(headers);
    this.body = body;
  }

  /** The first value of a header; null where it was not sent. */
  public @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /**
   * The first value of a header that must have a form.
   *
   * @throws ProblemException {@code webhook-headers} where it was not sent or has another form
   */
  public String header(String name, Predicate<String> form) {
    String value = header(name);
    if (value == null || !form.test(value)) {
      throw WebhookRefusal.header(name);
    }
    return value;
  }

  /** The body, byte for byte; not copied. */
  public byte[] body() {
    return body;
  }
}
