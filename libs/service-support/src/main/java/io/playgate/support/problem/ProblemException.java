package io.playgate.support.problem;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request with an entry of the error catalogue. What the caller reads is the public detail;
 * the cause goes to the log only, and only where the fault is ours.
 */
public class ProblemException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient ErrorCode code;
  private final String publicDetail;
  private @Nullable Throwable privateCause;
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private final transient Map<String, Object> extensions = new LinkedHashMap<>();

  /**
   * Makes the exception.
   *
   * @param code the catalogue entry
   * @param publicDetail what the caller is told; must not hold secrets or the text of an exception
   */
  public ProblemException(ErrorCode code, String publicDetail) {
    // An error answer is an ordinary outcome: without stack trace it costs little, and a cause,
    // where there is one, brings its own.
    super(code.code() + ": " + publicDetail, null, true, false);
    this.code = code;
    this.publicDetail = publicDetail;
  }

  /**
   * Keeps the private cause for the log.
   *
   * @param cause what went wrong inside
   * @return this
   */
  public synchronized ProblemException withCause(Throwable cause) {
    privateCause = cause;
    return this;
  }

  @Override
  public synchronized @Nullable Throwable getCause() {
    return privateCause;
  }

  /**
   * Adds a header to the answer, for example {@code Retry-After}.
   *
   * @return this
   */
  public ProblemException withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /**
   * Adds a member to the body.
   *
   * @param name the member's name; not one of RFC 9457's own
   * @param value text, a number, a boolean, or a collection or map of these
   * @return this
   */
  public ProblemException withExtension(String name, Object value) {
    extensions.put(name, value);
    return this;
  }

  /** The catalogue entry. */
  public ErrorCode code() {
    return code;
  }

  /** What the caller is told. */
  public String publicDetail() {
    return publicDetail;
  }

  /** Headers of the answer. */
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }

  /** Further members of the body. */
  public Map<String, Object> extensions() {
    return Collections.unmodifiableMap(extensions);
  }
}
