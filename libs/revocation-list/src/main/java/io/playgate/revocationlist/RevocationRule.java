package io.playgate.revocationlist;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One revocation.
 *
 * @param id public identifier: 20 to 64 of {@code [A-Za-z0-9_-]}
 * @param kind cut-off or hold
 * @param scope what the subject is
 * @param subject the session, viewer, asset ... that is hit: 1 to {@value #MAX_SUBJECT_LENGTH}
 *     characters without control characters
 * @param notBeforeMillis for a cut-off: tokens issued at or before this epoch millisecond are hit
 *     (margin for skew and lag included); ignored for token and session rules, which hit whatever
 *     the issue time; {@link Long#MAX_VALUE} for holds, whatever was given
 * @param effectiveAtMillis from when the rule is in force, epoch milliseconds
 * @param expiresAtMillis when the last token it can hit has expired, epoch milliseconds; {@link
 *     #UNTIL_LIFTED} for a hold that stands until lifted
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

  /** The expiry of a hold that stands until it is lifted. */
  public static final long UNTIL_LIFTED = Long.MAX_VALUE;

  /** Longest subject, in characters. */
  public static final int MAX_SUBJECT_LENGTH = 512;

  /** Longest reason or source, in characters. */
  public static final int MAX_LABEL_LENGTH = 256;

  /**
   * The stricter rule comes first: holds before cut-offs, then what hits younger tokens, then what
   * stands longer. The identifier decides between equals, so that every replica names the same
   * rule.
   */
  public static final Comparator<RevocationRule> STRICTEST_FIRST =
      Comparator.comparing(RevocationRule::kind, Comparator.reverseOrder())
          .thenComparing(Comparator.comparingLong(RevocationRule::hitsUntilMillis).reversed())
          .thenComparing(Comparator.comparingLong(RevocationRule::expiresAtMillis).reversed())
          .thenComparing(RevocationRule::id);

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{20,64}");

  /** The two kinds of rule, the stricter last. */
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

    /** The kind of that wire name, or null where there is none. */
    public static @Nullable Kind ofWireName(String wireName) {
      return switch (wireName) {
        case "cut-off" -> CUT_OFF;
        case "hold" -> HOLD;
        default -> null;
      };
    }
  }

  /**
   * @throws IllegalArgumentException if a field is outside its bounds; the message names the field
   *     and holds no value
   */
  public RevocationRule {
    if (!isId(id)) {
      throw new IllegalArgumentException("id must be 20 to 64 of [A-Za-z0-9_-]");
    }
    if (!isSubject(scope, subject)) {
      throw new IllegalArgumentException("subject does not fit the scope");
    }
    if (effectiveAtMillis < 0) {
      throw new IllegalArgumentException("effectiveAt must not be negative");
    }
    if (expiresAtMillis <= effectiveAtMillis) {
      throw new IllegalArgumentException("expiresAt must be after effectiveAt");
    }
    if (kind == Kind.HOLD) {
      notBeforeMillis = Long.MAX_VALUE;
    } else if (expiresAtMillis == UNTIL_LIFTED) {
      throw new IllegalArgumentException("a cut-off must expire");
    } else if (notBeforeMillis < 0) {
      throw new IllegalArgumentException("notBefore must not be negative");
    }
    if (!isLabel(reason)) {
      throw new IllegalArgumentException("reason must be 1 to 256 printable characters");
    }
    if (!isLabel(source)) {
      throw new IllegalArgumentException("source must be 1 to 256 printable characters");
    }
    if (derivedFrom != null && !isId(derivedFrom)) {
      throw new IllegalArgumentException("derivedFrom must be the id of a rule");
    }
  }

  /** Whether the text has the form of a rule's identifier. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether the text can be the subject of a rule of that scope. */
  public static boolean isSubject(RevocationScope scope, String text) {
    if (!isPrintable(text, MAX_SUBJECT_LENGTH)) {
      return false;
    }
    return switch (scope) {
      case ALL -> text.equals(RevocationScope.EVERYTHING);
      case VIEWER_PACKAGE -> {
        int slash = text.indexOf('/');
        yield slash > 0 && slash < text.length() - 1 && text.indexOf('/', slash + 1) < 0;
      }
      // Nothing else is the id of an entitlement, and so would hit nothing.
      case ENTITLEMENT -> isId(text);
      default -> true;
    };
  }

  /** Whether the rule is no longer needed at that epoch millisecond. */
  public boolean isExpired(long nowMillis) {
    return expiresAtMillis <= nowMillis;
  }

  /** The youngest issue time, epoch milliseconds, that this rule still hits. */
  public long hitsUntilMillis() {
    return kind == Kind.HOLD || scope.ignoresIssueTime() ? Long.MAX_VALUE : notBeforeMillis;
  }

  /** The same rule with an earlier end; this one where it ends earlier by itself. */
  public RevocationRule expiringAtLatest(long epochMillis) {
    return expiresAtMillis <= epochMillis
        ? this
        : new RevocationRule(
            id,
            kind,
            scope,
            subject,
            notBeforeMillis,
            effectiveAtMillis,
            Math.max(epochMillis, effectiveAtMillis + 1),
            reason,
            source,
            derivedFrom);
  }

  private static boolean isLabel(String text) {
    return isPrintable(text, MAX_LABEL_LENGTH);
  }

  private static boolean isPrintable(String text, int maxLength) {
    if (text.isEmpty() || text.length() > maxLength) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
