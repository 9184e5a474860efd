package io.playgate.playbacktoken;

import io.playgate.playbacktoken.key.KeyRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A verdict with every step that led to it, for people who look for the one that failed.
 *
 * @param verdict the same that {@link SignedFormat#verify} gives
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

  /**
   * Judges as {@link SignedFormat#verify} does, and keeps the steps. It is no use of the token.
   *
   * @param uses where uses are counted
   */
  public static Explanation of(
      SignedFormat format, PlaybackRequest request, KeyRing keys, long now, TokenUses uses) {
    List<Step> steps = new ArrayList<>();
    return switch (format.cut(request)) {
      case TokenCut.Refused refused -> {
        steps.add(new Step("token", false, refused.detail()));
        yield new Explanation(new Verdict.Deny(refused.code(), refused.detail()), steps);
      }
      case PresentedToken token -> {
        steps.add(found(format, token));
        yield authenticated(format, token, keys, now, uses.looking(), steps);
      }
    };
  }

  /** As far as a reference can be judged without a look-up: it is never allowed. */
  public static Explanation of(ReferenceFormat format, PlaybackRequest request) {
    List<Step> steps = new ArrayList<>();
    Verdict.Deny verdict =
        switch (format.cut(request)) {
          case TokenCut.Refused refused -> {
            steps.add(new Step("token", false, refused.detail()));
            yield new Verdict.Deny(refused.code(), refused.detail());
          }
          case PresentedToken token -> {
            steps.add(found(format, token));
            Verdict.Deny deny =
                format.isWellFormed(token.value())
                    ? new Verdict.Deny(DenyCode.UNAVAILABLE, "an opaque token needs a look-up")
                    : new Verdict.Deny(DenyCode.MALFORMED, "not the text of an opaque token");
            steps.add(new Step("authentication", false, deny.detail()));
            yield deny;
          }
        };
    return new Explanation(verdict, steps);
  }

  private static Step found(TokenFormat format, PresentedToken token) {
    return new Step(
        "token",
        true,
        "%d characters in the %s; the path without it is %s"
            .formatted(
                token.value().length(),
                format.placement().carrier().name().toLowerCase(Locale.ROOT),
                token.path()));
  }

  private static Explanation authenticated(
      SignedFormat format,
      PresentedToken token,
      KeyRing keys,
      long now,
      TokenUses uses,
      List<Step> steps) {
    return switch (format.authenticate(token, keys)) {
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
          Verdict.Deny refusal = step.refusal(accepted, token, format.placement(), now, uses);
          first = first == null ? refusal : first;
          steps.add(
              new Step(step.text(), refusal == null, refusal == null ? "holds" : refusal.detail()));
        }
        yield new Explanation(first == null ? GrantChecks.allow(accepted, token) : first, steps);
      }
    };
  }
}
