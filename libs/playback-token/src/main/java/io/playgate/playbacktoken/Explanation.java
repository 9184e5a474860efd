package io.playgate.playbacktoken;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A verdict with every step that led to it, for people who look for the one that failed.
 *
 * @param verdict the same that {@link Dialect#verify} gives
 * @param steps the steps that were taken, in order; the steps after a failed one that can still be
 *     judged stand here as well, so that a token that is both expired and for another path says so
 */
public record Explanation(Verdict verdict, List<Step> steps) {

  public Explanation {
    steps = List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param name what was judged
   * @param passed whether it holds
   * @param detail what was found; holds no token and no secret
   */
  public record Step(String name, boolean passed, String detail) {}

  /** Judges as {@link Dialect#verify} does, and keeps the steps. */
  public static Explanation of(
      Dialect dialect, PlaybackRequest request, KeyRing keys, long now, Placement placement) {
    List<Step> steps = new ArrayList<>();
    return switch (dialect.cut(request, placement)) {
      case TokenCut.Refused refused -> {
        steps.add(new Step("token", false, refused.detail()));
        yield new Explanation(new Verdict.Deny(refused.code(), refused.detail()), steps);
      }
      case PresentedToken token -> {
        steps.add(
            new Step(
                "token",
                true,
                "%d characters in the %s; the path without it is %s"
                    .formatted(
                        token.value().length(),
                        placement.carrier().name().toLowerCase(Locale.ROOT),
                        token.path())));
        yield authenticated(dialect, token, keys, now, placement, steps);
      }
    };
  }

  private static Explanation authenticated(
      Dialect dialect,
      PresentedToken token,
      KeyRing keys,
      long now,
      Placement placement,
      List<Step> steps) {
    return switch (dialect.authenticate(token, keys, placement)) {
      case Authentication.Rejected rejected -> {
        steps.add(new Step("authentication", false, rejected.detail()));
        yield new Explanation(new Verdict.Deny(rejected.code(), rejected.detail()), steps);
      }
      case Authentication.Accepted accepted -> {
        steps.add(
            new Step(
                "authentication",
                true,
                accepted.kid().isEmpty() ? "genuine" : "genuine, by the key " + accepted.kid()));
        Verdict.Deny first = null;
        for (GrantChecks.Step step : GrantChecks.Step.values()) {
          Verdict.Deny refusal = step.refusal(accepted, token, placement, now);
          first = first == null ? refusal : first;
          steps.add(
              new Step(step.text(), refusal == null, refusal == null ? "holds" : refusal.detail()));
        }
        yield new Explanation(first == null ? GrantChecks.allow(accepted, token) : first, steps);
      }
    };
  }
}
