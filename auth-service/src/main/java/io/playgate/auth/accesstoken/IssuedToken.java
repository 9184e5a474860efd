package io.playgate.auth.accesstoken;

/**
 * A token that was just made.
 *
 * @param text the compact JWS
 * @param expiresIn seconds until it expires
 */
public record IssuedToken(String text, long expiresIn) {

  @Override
  public String toString() {
    return "IssuedToken[expiresIn=" + expiresIn + "]";
  }
}
