package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The token as the first two segments of the path, {@code BASE/ONE/TWO/FILE}: types B and C.
 *
 * @param looksLikeIt whether a text may be such a token, by its shape
 */
record PathPrefix(Placement placement, Predicate<String> looksLikeIt) {

  /**
   * Puts a token there that was signed for another URL. Whether the URL has one already cannot be
   * told: its folders may look like it.
   *
   * @throws UnsupportedGrantException {@code token-invalid} where the text cannot be a token, and
   *     as {@link TokenCutter#target}
   */
  SignedToken placeAgain(String token, String url) throws UnsupportedGrantException {
    if (!looksLikeIt.test(token)) {
      throw new UnsupportedGrantException(
          "token-invalid", "the token must be the two segments that its dialect signs");
    }
    return place(token, url);
  }

  /** Puts a token there. */
  SignedToken place(String token, String url) throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    String basePath = placement.basePath();
    String file = target.path().substring(basePath.length());
    return new SignedToken(
        TokenCutter.url(target, basePath + "/" + token + file, target.query()),
        token,
        Map.of(),
        Map.of());
  }

  /** Cuts it out. */
  TokenCut cut(PlaybackRequest request) {
    int start = placement.basePath().length() + 1;
    return TokenCutter.cutStart(
        request,
        placement,
        path -> {
          int middle = path.indexOf('/', start);
          int end = middle < 0 ? -1 : path.indexOf('/', middle + 1);
          return end >= 0 && looksLikeIt.test(path.substring(start, end)) ? end : -1;
        });
  }
}
