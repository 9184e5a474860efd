package io.playgate.support.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of {@code WWW-Authenticate} for bearer credentials (RFC 6750 section 3). */
public final class Challenges {

  /** The realm named in every challenge. */
  public static final String REALM = "playgate";

  private Challenges() {}

  /** The challenge to a request without a credential: no error code, as section 3.1 asks. */
  public static String missing() {
    return "Bearer realm=\"" + REALM + "\"";
  }

  /** The challenge to a credential that was not accepted. */
  public static String invalidToken() {
    return missing() + ", error=\"invalid_token\"";
  }

  /**
   * The challenge to a good credential that does not allow the request.
   *
   * @param scopes the scopes that would, when known
   */
  public static String insufficientScope(@Nullable List<String> scopes) {
    String challenge = missing() + ", error=\"insufficient_scope\"";
    return scopes == null || scopes.isEmpty()
        ? challenge
        : challenge + ", scope=\"" + String.join(" ", scopes) + "\"";
  }
}
