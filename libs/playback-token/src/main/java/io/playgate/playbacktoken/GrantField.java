package io.playgate.playbacktoken;

import java.util.Locale;
import java.util.Set;

/**
 * The fields of a {@link PlaybackGrant} that a dialect may or may not have a place for. The expiry
 * is not among them: every dialect has it.
 */
public enum GrantField {
  SESSION,
  VIEWER,
  ASSET,
  PACKAGE,
  LOGIN,
  DEVICE,
  /** A path ACL. A dialect without one signs one URL. */
  PATHS,
  /** Informational: a dialect without a place for it leaves it out, as it restricts nothing. */
  ISSUED_AT,
  NOT_BEFORE,
  TOKEN_ID,
  IP,
  DOMAIN,
  METHODS,
  COUNTRIES,
  DATA;

  private static final GrantField[] ALL = values();

  /** Whether the field is set in a grant. */
  public boolean isSetIn(PlaybackGrant grant) {
    return switch (this) {
      case SESSION -> grant.session() != null;
      case VIEWER -> grant.viewer() != null;
      case ASSET -> grant.asset() != null;
      case PACKAGE -> grant.packageId() != null;
      case LOGIN -> grant.login() != null;
      case DEVICE -> grant.device() != null;
      case PATHS -> !grant.paths().isEmpty();
      case ISSUED_AT -> grant.issuedAt() != PlaybackGrant.UNSET;
      case NOT_BEFORE -> grant.notBefore() != PlaybackGrant.UNSET;
      case TOKEN_ID -> grant.tokenId() != null;
      case IP -> grant.ip() != null;
      case DOMAIN -> grant.domain() != null;
      case METHODS -> !grant.methods().isEmpty();
      case COUNTRIES -> !grant.countries().isEmpty();
      case DATA -> grant.data() != null;
    };
  }

  /** Whether it only names something (a viewer, a session ...) and restricts nothing by itself. */
  public boolean isName() {
    return switch (this) {
      case SESSION, VIEWER, ASSET, PACKAGE, LOGIN, DEVICE, TOKEN_ID, ISSUED_AT -> true;
      case PATHS, NOT_BEFORE, IP, DOMAIN, METHODS, COUNTRIES, DATA -> false;
    };
  }

  /**
   * Refuses a grant with a field set that is not among those a dialect carries.
   *
   * @throws UnsupportedGrantException with the code {@code FIELD-not-carried}
   */
  public static void requireCarried(PlaybackGrant grant, Set<GrantField> carried, String dialect)
      throws UnsupportedGrantException {
    for (GrantField field : ALL) {
      if (field != ISSUED_AT && field.isSetIn(grant) && !carried.contains(field)) {
        String name = field.name().toLowerCase(Locale.ROOT).replace('_', '-');
        throw new UnsupportedGrantException(
            name + "-not-carried", "a token of dialect " + dialect + " has no place for " + name);
      }
    }
  }
}
