package io.playgate.playbacktoken;

import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as one request presents it, not yet trusted. It keeps token and path where they stand in
 * the request's target, and copies a text when it is asked for it.
 */
@SuppressWarnings("exports") // AsciiText, which only this library can name.
public final class PresentedToken implements TokenCut {
  private final @Nullable AsciiText ascii;
  private final AsciiText normalPath;
  private final String query;
  private final PlaybackRequest request;
  private final @Nullable Placement placement;

  // The path as it was sent: the start, and behind it a part of the target.
  private final String rawStart;
  private final String rawText;
  private final int rawFrom;
  private final int rawTo;

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
    this(AsciiText.of(value), MediaPath.ascii(path), query, request, null, path, "", 0, 0);
    this.value = value;
    this.path = path;
  }

  /**
   * The same of a token that is known to be of visible ASCII characters, if it is not null.
   *
   * @param placement where it was cut out; null where it was not
   * @param rawStart how the path began as it was sent
   * @param rawText holds the rest of it: the target
   * @param rawFrom where it went on there
   * @param rawTo where it ended there
   */
  public PresentedToken(
      @Nullable AsciiText token,
      AsciiText path,
      String query,
      PlaybackRequest request,
      @Nullable Placement placement,
      String rawStart,
      String rawText,
      int rawFrom,
      int rawTo) {
    this.ascii = token;
    this.normalPath = path;
    this.query = query;
    this.request = request;
    this.placement = placement;
    this.rawStart = rawStart;
    this.rawText = rawText;
    this.rawFrom = rawFrom;
    this.rawTo = rawTo;
  }

  /**
   * The token text, exactly as it stood on the request. {@link SignedFormat#cut} makes sure that it
   * is of visible ASCII characters only.
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

  /**
   * The texts of the path that a vendor may have signed: the normal form, and before it the path as
   * it was sent, where that is another text which can be read in one way only ({@link
   * MediaPath#isAnotherText}). Whichever was signed, what the request is for is the normal form.
   */
  public List<String> signedPaths() {
    String normal = path();
    String raw = rawPath();
    return raw.equals(normal) || !MediaPath.isAnotherText(raw)
        ? List.of(normal)
        : List.of(raw, normal);
  }

  private String rawPath() {
    return rawStart.concat(rawText.substring(rawFrom, rawTo));
  }

  /** What of the token stands in the request's URL, exactly as it stands there. */
  public TokenPieces pieces() {
    Placement where = placement;
    if (where == null) {
      throw new IllegalStateException("the token was not cut out of a request");
    }
    try {
      return TokenPieces.of(
          where, value(), RequestTarget.parse(request.target()), rawPath(), query);
    } catch (AmbiguousPathException e) {
      throw new IllegalStateException("what was cut can be taken apart again", e);
    }
  }

  /**
   * Another URL of the delivery profile with the token on it, as {@link TokenPieces#on}. Where it
   * travels in cookies or headers, these stay what they are.
   *
   * @param url an absolute URL, or a whole path with or without a query
   */
  public String on(String url) {
    return pieces().on(url);
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
