package io.playgate.playbacktoken;

/**
 * A token as one request presents it, not yet trusted.
 *
 * @param value the token text, exactly as it stood on the request, of visible ASCII characters
 *     only, which {@link Dialect#cut} makes sure of; a dialect that spreads its token over several
 *     parameters joins them in a fixed order
 * @param path the path without the token, in its normal form ({@link MediaPath})
 * @param query the raw query without the token, the rest in its order; empty where none is left
 * @param request the request it was cut from
 */
public record PresentedToken(String value, String path, String query, PlaybackRequest request)
    implements TokenCut {

  /** Names the path only: a token is a secret. */
  @Override
  public String toString() {
    return "PresentedToken[path=" + path + "]";
  }
}
