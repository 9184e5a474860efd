package io.playgate.playbacktoken;

import org.jspecify.annotations.Nullable;

/**
 * A token as one request presents it, not yet trusted. It keeps token and path where they stand in
 * the request's target, and copies a text when it is asked for it.
 */
public final class PresentedToken implements TokenCut {
  private final @Nullable AsciiText ascii;
  private final AsciiText normalPath;
  private final String query;
  private final PlaybackRequest request;

  // Copied when they are asked for; threads that ask at once make equal texts.
  private @Nullable String value;
  private @Nullable String path;

  /**
   * @param value the token text, exactly as it stood on the request; a dialect that spreads its
   *     token over several parameters joins them in a fixed order
   * @param path the path without the token, in its normal form ({@link MediaPath})
   * @param query the raw query without the token, the rest in its order; empty where none is left
   * @param request the request it was cut from
   * @throws IllegalArgumentException where the path is not of visible ASCII, as normal ones are
   */
  public PresentedToken(String value, String path, String query, PlaybackRequest request) {
    this(AsciiText.of(value), MediaPath.ascii(path), query, request);
    this.value = value;
    this.path = path;
  }

  /** The same of a token that is known to be of visible ASCII characters, if it is not null. */
  PresentedToken(@Nullable AsciiText token, AsciiText path, String query, PlaybackRequest request) {
    this.ascii = token;
    this.normalPath = path;
    this.query = query;
    this.request = request;
  }

  /**
   * The token text, exactly as it stood on the request. {@link Dialect#cut} makes sure that it is
   * of visible ASCII characters only.
   */
  public String value() {
    String text = value;
    if (text == null) {
      text = String.valueOf(ascii);
      value = text;
    }
    return text;
  }

  /**
   * The same; null where it holds a character that is not visible ASCII, so did not come of a cut.
   */
  public @Nullable AsciiText ascii() {
    return ascii;
  }

  /** The path without the token, in its normal form ({@link MediaPath}). */
  public String path() {
    String text = path;
    if (text == null) {
      text = normalPath.toString();
      path = text;
    }
    return text;
  }

  /** The same, where it stands. */
  AsciiText normalPath() {
    return normalPath;
  }

  /** The raw query without the token, the rest in its order; empty where none is left. */
  public String query() {
    return query;
  }

  /** The request it was cut from. */
  public PlaybackRequest request() {
    return request;
  }

  /** Names the path only: a token is a secret. */
  @Override
  public String toString() {
    return "PresentedToken[path=" + normalPath + "]";
  }
}
