package io.playgate.auth.accesstoken;

/**
 * What every successful answer of the token endpoint holds (RFC 6749 section 5.1). {@code toString}
 * of an answer shows no token.
 */
public interface TokenAnswer {

  /** The access token. */
  String accessToken();

  /** {@code Bearer}. */
  String tokenType();

  /** Seconds until it expires. */
  long expiresIn();
}
