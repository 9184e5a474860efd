package io.playgate.revocation.billing;

import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.identifier.Identifiers;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a billing system says of one subscription, in the same words for every source.
 *
 * @param type what happened
 * @param occurredAt when, by the source's clock; orders the events of one subject
 * @param viewerId whose subscription: the id of auth-service, in lower case as tokens carry it
 * @param packageId to which package; null for all that the viewer has
 * @param effectiveAt from when it holds; null for now
 */
public record BillingEvent(
    Type type,
    Instant occurredAt,
    String viewerId,
    @Nullable String packageId,
    @Nullable Instant effectiveAt) {

  private static final Pattern VIEWER_ID =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * Checks what rules and auth-service go by, whatever the source reads itself.
   *
   * @throws io.playgate.support.problem.ProblemException if the viewer or the package cannot exist
   */
  public BillingEvent {
    if (!isViewerId(viewerId)) {
      throw WebhookRefusal.event(
          "The viewer must be the id that auth-service gave (a UUID in lower case).");
    }
    if (packageId != null && !Identifiers.isPackage(packageId)) {
      throw WebhookRefusal.event("The package " + Identifiers.PACKAGE_MESSAGE + ".");
    }
  }

  /** Whether a text is an id of auth-service, in lower case. */
  public static boolean isViewerId(String text) {
    return VIEWER_ID.matcher(text).matches();
  }

  /** What happened to a subscription. */
  public enum Type {
    /** A hold until reactivated. */
    SUSPENDED,
    /** A hold from its end on, until reactivated. */
    CANCELLED,
    /** The money went back: every token issued until then is dead. */
    REFUNDED,
    /** All is well again. */
    REACTIVATED;

    /** The last part of the wire form. */
    public String wireName() {
      return switch (this) {
        case SUSPENDED -> "suspended";
        case CANCELLED -> "cancelled";
        case REFUNDED -> "refunded";
        case REACTIVATED -> "reactivated";
      };
    }

    /** The wire form; also the reason of the rules it leads to. */
    public String eventType() {
      return "subscription." + wireName();
    }
  }

  /** What the rules name: the viewer, or the viewer's package. */
  RevocationScope scope() {
    return packageId == null ? RevocationScope.VIEWER : RevocationScope.VIEWER_PACKAGE;
  }

  /** The subject of the rules. */
  String subject() {
    return packageId == null ? viewerId : viewerId + '/' + packageId;
  }
}
