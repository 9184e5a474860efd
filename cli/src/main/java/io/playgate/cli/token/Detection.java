package io.playgate.cli.token;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenFormat;
import java.util.Map;

/**
 * Finds out by which carrier a request brings its token: an edge knows that from its delivery
 * profile, a line on standard input does not say it.
 */
final class Detection {

  private Detection() {}

  /**
   * The format by which the request has a token: that of the first carrier of the dialect that
   * finds one; otherwise the one whose refusal says most.
   */
  static TokenFormat format(Dialect dialect, PlaybackRequest request, Map<String, String> options)
      throws BadQuestionException {
    TokenFormat ambiguous = null;
    TokenFormat first = null;
    BadQuestionException refusal = null;
    for (Carrier carrier : dialect.description().carriers()) {
      TokenFormat format;
      try {
        format = Question.format(carrier, options, dialect);
      } catch (BadQuestionException e) {
        refusal = refusal == null ? e : refusal;
        continue;
      }
      first = first == null ? format : first;
      switch (format.cut(request)) {
        case PresentedToken _ -> {
          return format;
        }
        case TokenCut.Refused refused -> {
          if (refused.code() != DenyCode.MISSING && ambiguous == null) {
            ambiguous = format;
          }
        }
      }
    }
    if (ambiguous != null) {
      return ambiguous;
    }
    if (first != null) {
      return first;
    }
    if (refusal == null) {
      throw new IllegalStateException(dialect.id() + " has no carrier");
    }
    throw refusal;
  }
}
