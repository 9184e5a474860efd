package io.playgate.support.oauth;

/** Error codes of OAuth endpoints (RFC 6749 section 5.2, RFC 7009 section 2.2.1). */
public enum OAuthError {
  /** A parameter is missing, repeated or malformed. */
  INVALID_REQUEST("invalid_request", 400),
  /** The client could not be authenticated. */
  INVALID_CLIENT("invalid_client", 401),
  /** The grant, for example a refresh token, is unknown, expired or used up. */
  INVALID_GRANT("invalid_grant", 400),
  /** The client may not use this grant type. */
  UNAUTHORIZED_CLIENT("unauthorized_client", 400),
  /** The grant type is not one of ours. */
  UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", 400),
  /** A scope is unknown, malformed, or more than the client holds. */
  INVALID_SCOPE("invalid_scope", 400),
  /** The token type cannot be revoked here (RFC 7009). */
  UNSUPPORTED_TOKEN_TYPE("unsupported_token_type", 400),
  /** The client is known but does not hold the scope that the endpoint needs (RFC 6750). */
  INSUFFICIENT_SCOPE("insufficient_scope", 403),
  /**
   * The caller asks too often, or guesses; {@code Retry-After} says when the next may come. OAuth
   * has no code for it, RFC 6585 the status.
   */
  TOO_MANY_REQUESTS("too_many_requests", 429),
  /** Busy or broken for now; the same request may succeed later. */
  TEMPORARILY_UNAVAILABLE("temporarily_unavailable", 503);

  private final String code;
  private final int status;

  OAuthError(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /** The value of {@code error}. */
  public String code() {
    return code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
