package io.playgate.revocationlist;

import org.jspecify.annotations.Nullable;

/**
 * One revocation.
 *
 * @param id public identifier: 20 to 64 of {@code [A-Za-z0-9_-]}
 * @param kind cut-off or hold
 * @param scope what the subject is
 * @param subject the session, viewer, asset ... that is hit
 * @param notBeforeMillis for a cut-off: tokens issued at or before this epoch millisecond are hit
 *     (margin for skew and lag included); ignored for token and session rules, which hit whatever
 *     the issue time, and for holds
 * @param effectiveAtMillis from when the rule is in force, epoch milliseconds
 * @param expiresAtMillis when the last token it can hit has expired, epoch milliseconds; {@link
 *     Long#MAX_VALUE} for a hold that stands until lifted
 * @param reason stable reason code, such as {@code subscription.suspended}
 * @param source who asked: {@code billing:standard}, {@code client:<id>}, {@code derived:<rule>}
 * @param derivedFrom the rule this one was expanded from, or null
 */
public record RevocationRule(
    String id,
    Kind kind,
    RevocationScope scope,
    String subject,
    long notBeforeMillis,
    long effectiveAtMillis,
    long expiresAtMillis,
    String reason,
    String source,
    @Nullable String derivedFrom) {

  /** The two kinds of rule. */
  public enum Kind {
    /** Hits tokens issued until its not-before. */
    CUT_OFF("cut-off"),
    /** Hits every token whatever its age, until lifted. */
    HOLD("hold");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }
}
