package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.Map;
import java.util.function.Predicate;

/** The token as the first two segments of the path, {@code BASE/ONE/TWO/FILE}: types B and C. */
final class PathPrefix {

  private PathPrefix() {}

  /** Puts it there. */
  static SignedToken place(String token, String url, Placement placement)
      throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    String file = target.path().substring(placement.basePath().length());
    return new SignedToken(
        TokenCutter.url(target, placement.basePath() + "/" + token + file, target.query()),
        token,
        Map.of(),
        Map.of());
  }

  /**
   * Cuts it out.
   *
   * @param looksLikeIt whether a text may be such a token, by its shape
   */
  static TokenCut cut(PlaybackRequest request, Placement placement, Predicate<String> looksLikeIt) {
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
