package io.playgate.support.oauth;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a request to an OAuth endpoint with an RFC 6749 error. */
public class OAuthException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final OAuthError error;
  private final String description;
  private @Nullable Throwable privateCause;
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * Makes the exception.
   *
   * @param error the code
   * @param description what the caller is told: printable ASCII without quote and backslash, no
   *     secrets, no exception text
   */
  public OAuthException(OAuthError error, String description) {
    super(error.code() + ": " + description, null, true, false);
    this.error = error;
    this.description = description;
  }

  /**
   * Keeps the private cause for the log.
   *
   * @return this
   */
  public synchronized OAuthException withCause(Throwable cause) {
    privateCause = cause;
    return this;
  }

  @Override
  public synchronized @Nullable Throwable getCause() {
    return privateCause;
  }

  /**
   * Adds a header to the answer.
   *
   * @return this
   */
  public OAuthException withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The code. */
  public OAuthError error() {
    return error;
  }

  /** What the caller is told. */
  public String description() {
    return description;
  }

  /** Headers of the answer. */
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }
}
