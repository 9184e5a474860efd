package io.playgate.playbacktoken;

import org.jspecify.annotations.Nullable;

/**
 * What a genuine token asks of a request in its dialect's own terms, beyond the fields of a {@link
 * PlaybackGrant}: a URI container, a host, a header ... Immutable, safe for concurrent use, and
 * kept with an {@link Authentication.Accepted}: it must not hold anything of one request.
 */
@FunctionalInterface
public interface RequestCondition {

  /**
   * Holds a request against the condition. It never throws, whatever stands in the request.
   *
   * @param token the token, as this request presents it
   * @param now epoch seconds
   * @param uses where uses are counted
   * @return why the request is refused; null where it is not
   */
  Verdict.@Nullable Deny refusal(PresentedToken token, long now, TokenUses uses);
}
