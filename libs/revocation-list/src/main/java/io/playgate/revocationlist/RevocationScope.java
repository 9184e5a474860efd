package io.playgate.revocationlist;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a revocation rule names. {@link #wireName()} is its form in APIs and on the feed. */
public enum RevocationScope {
  /** One token: its {@code jti}, or the lower-case hex SHA-256 of its text. */
  TOKEN("token"),
  /** One playback session. */
  SESSION("session"),
  /** One sign-in of a viewer on one device, with all playback sessions under it. */
  SIGN_IN("sign-in"),
  /** One viewer. */
  VIEWER("viewer"),
  /** One device, whoever is signed in on it. */
  DEVICE("device"),
  /** One asset, for everybody. */
  ASSET("asset"),
  /** One package, for everybody. */
  PACKAGE("package"),
  /** What one viewer plays by one package; the subject is the viewer, a slash, the package. */
  VIEWER_PACKAGE("viewer+package"),
  /** What one entitlement grants; the subject is its id: 20 to 64 of {@code [A-Za-z0-9_-]}. */
  ENTITLEMENT("entitlement"),
  /** Every token that one signing key made. */
  KEY("key"),
  /** Every token there is; the subject is {@code *}. */
  ALL("all");

  /** The only subject of a rule of scope {@link #ALL}. */
  public static final String EVERYTHING = "*";

  private static final Map<String, RevocationScope> BY_WIRE_NAME = new HashMap<>();

  static {
    for (RevocationScope scope : values()) {
      BY_WIRE_NAME.put(scope.wireName, scope);
    }
  }

  private final String wireName;

  RevocationScope(String wireName) {
    this.wireName = wireName;
  }

  /** The scope of that wire name, or null where there is none. */
  public static @Nullable RevocationScope ofWireName(String wireName) {
    return BY_WIRE_NAME.get(wireName);
  }

  public String wireName() {
    return wireName;
  }

  /**
   * Whether a rule of this scope matches a token whatever its issue time: a revoked session or
   * token cannot become valid again by a later issue time.
   */
  public boolean ignoresIssueTime() {
    return this == TOKEN || this == SESSION;
  }

  /** Whether tokens that do not disclose their subjects carry a digest of this one. */
  public boolean isDigested() {
    return switch (this) {
      case SIGN_IN, VIEWER, DEVICE, ASSET, PACKAGE, VIEWER_PACKAGE, ENTITLEMENT -> true;
      case TOKEN, SESSION, KEY, ALL -> false;
    };
  }
}
