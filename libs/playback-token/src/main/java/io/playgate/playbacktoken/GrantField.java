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
  ENTITLEMENT,
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

  /** Whether it only names something (a viewer, a session ...) and restricts nothing by itself. */
  public boolean isName() {
    return switch (this) {
      case SESSION, VIEWER, ASSET, PACKAGE, ENTITLEMENT, LOGIN, DEVICE, TOKEN_ID, ISSUED_AT -> true;
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
    SESSION.requireCarried(grant.session() != null, carried, dialect);
    VIEWER.requireCarried(grant.viewer() != null, carried, dialect);
    ASSET.requireCarried(grant.asset() != null, carried, dialect);
    PACKAGE.requireCarried(grant.packageId() != null, carried, dialect);
    ENTITLEMENT.requireCarried(grant.entitlement() != null, carried, dialect);
    LOGIN.requireCarried(grant.login() != null, carried, dialect);
    DEVICE.requireCarried(grant.device() != null, carried, dialect);
    PATHS.requireCarried(!grant.paths().isEmpty(), carried, dialect);
    NOT_BEFORE.requireCarried(grant.notBefore() != PlaybackGrant.UNSET, carried, dialect);
    TOKEN_ID.requireCarried(grant.tokenId() != null, carried, dialect);
    IP.requireCarried(grant.ip() != null, carried, dialect);
    DOMAIN.requireCarried(grant.domain() != null, carried, dialect);
    METHODS.requireCarried(!grant.methods().isEmpty(), carried, dialect);
    COUNTRIES.requireCarried(!grant.countries().isEmpty(), carried, dialect);
    DATA.requireCarried(grant.data() != null, carried, dialect);
  }

  private void requireCarried(boolean isSet, Set<GrantField> carried, String dialect)
      throws UnsupportedGrantException {
    if (isSet && !carried.contains(this)) {
      String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
      throw new UnsupportedGrantException(
          name + "-not-carried", "a token of dialect " + dialect + " cannot carry " + name);
    }
  }
}
