package io.playgate.auth.oauth;

import io.playgate.auth.accesstoken.TokenAnswer;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.oauth.OAuthException;
import java.util.List;

/**
 * One grant of the token endpoint. A bean of this type is registered by being there: the endpoint
 * dispatches to it, the metadata and the description of the API name it. The endpoint has read the
 * request and waited for its turn; a grant says who gets what.
 */
public interface Grant {

  /**
   * The value of {@code grant_type}: a name of RFC 6749, or a URI for an extension (section 4.5).
   */
  String type();

  /**
   * The parameters of its own, in the order of the description. Each may be sent once and is at
   * most 8192 characters long; those for the client and {@code scope} belong to every grant.
   */
  List<String> parameters();

  /** What it exchanges for what, in one or two sentences for the description of the API. */
  String description();

  /**
   * Answers a request of this type; called on a virtual thread.
   *
   * @param request the request
   * @param caller where it comes from, for the brake on guessing
   * @throws OAuthException with a code of RFC 6749 section 5.2 where nothing is granted
   */
  TokenAnswer issue(TokenRequest request, CallerAddress caller);
}
