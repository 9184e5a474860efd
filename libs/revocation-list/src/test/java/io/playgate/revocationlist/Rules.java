package io.playgate.revocationlist;

/** Rules for tests; the times stand around {@link #NOW}. */
final class Rules {
  static final long NOW = 1_800_000_000_000L;
  static final long HOUR = 3_600_000;

  private Rules() {}

  /** An id of the form that rules have. */
  static String id(String name) {
    return (name + "_".repeat(24)).substring(0, 24);
  }

  /** A hold in force, until lifted. */
  static RevocationRule hold(String name, RevocationScope scope, String subject) {
    return new RevocationRule(
        id(name),
        RevocationRule.Kind.HOLD,
        scope,
        subject,
        0,
        NOW,
        RevocationRule.UNTIL_LIFTED,
        "test",
        "client:test",
        null);
  }

  /** A cut-off in force for an hour that hits what was issued until then. */
  static RevocationRule cutOff(String name, RevocationScope scope, String subject, long notBefore) {
    return new RevocationRule(
        id(name),
        RevocationRule.Kind.CUT_OFF,
        scope,
        subject,
        notBefore,
        NOW,
        NOW + HOUR,
        "test",
        "client:test",
        null);
  }

  /** The same rule with other times. */
  static RevocationRule during(RevocationRule rule, long effectiveAt, long expiresAt) {
    return new RevocationRule(
        rule.id(),
        rule.kind(),
        rule.scope(),
        rule.subject(),
        rule.notBeforeMillis(),
        effectiveAt,
        expiresAt,
        rule.reason(),
        rule.source(),
        rule.derivedFrom());
  }

  /** A place in the log of the epoch {@code e1}. */
  static FeedPosition at(long sequence) {
    return at("e1", sequence);
  }

  static FeedPosition at(String epoch, long sequence) {
    return new FeedPosition(epoch, NOW, sequence);
  }
}
