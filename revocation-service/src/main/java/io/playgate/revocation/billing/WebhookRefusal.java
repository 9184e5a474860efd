package io.playgate.revocation.billing;

import io.playgate.revocation.RevocationError;
import io.playgate.support.problem.ProblemException;
import java.time.Duration;

/** Why a webhook is not taken, in the same words for every source. */
public final class WebhookRefusal {
  private WebhookRefusal() {}

  /** A header is missing or has another form than its source's. */
  public static ProblemException header(String name) {
    return new ProblemException(
        RevocationError.WEBHOOK_HEADERS, "The header " + name + " is missing or malformed.");
  }

  /** Nothing that is configured here made the signature. */
  public static ProblemException signature() {
    return new ProblemException(
        RevocationError.WEBHOOK_SIGNATURE,
        "Sign the body byte for byte, with a secret that is configured here.");
  }

  /**
   * It was signed too long ago, or in the future.
   *
   * @param what holds the time, such as a header's name
   * @param tolerance how far from now it may be
   */
  public static ProblemException timestamp(String what, Duration tolerance) {
    return new ProblemException(
        RevocationError.WEBHOOK_TIMESTAMP,
        what
            + " must be within "
            + tolerance.toSeconds()
            + " seconds of now; sign again when sending again.");
  }

  /**
   * What was signed is no event of the source's form.
   *
   * @param detail what is wrong, for the sender; quotes nothing
   */
  public static ProblemException event(String detail) {
    return new ProblemException(RevocationError.WEBHOOK_EVENT, detail);
  }
}
