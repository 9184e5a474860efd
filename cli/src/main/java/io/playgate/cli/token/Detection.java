package io.playgate.cli.token;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.TokenCut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds out by which carrier a request brings its token: an edge knows that from its delivery
 * profile, a line on standard input does not say it.
 */
final class Detection {

  private Detection() {}

  /**
   * The placement by which the request has a token: the first carrier of the dialect that finds
   * one; otherwise the one whose refusal says most.
   */
  static Placement placement(Dialect dialect, PlaybackRequest request, Map<String, String> options)
      throws BadQuestionException {
    List<Placement> ambiguous = new ArrayList<>();
    Placement first = null;
    for (Carrier carrier : dialect.description().carriers()) {
      Placement placement = Question.placement(carrier, options, dialect);
      if (first == null) {
        first = placement;
      }
      switch (dialect.cut(request, placement)) {
        case PresentedToken _ -> {
          return placement;
        }
        case TokenCut.Refused refused -> {
          if (refused.code() != DenyCode.MISSING) {
            ambiguous.add(placement);
          }
        }
      }
    }
    if (!ambiguous.isEmpty()) {
      return ambiguous.getFirst();
    }
    if (first == null) {
      throw new IllegalStateException(dialect.id() + " has no carrier");
    }
    return first;
  }
}
