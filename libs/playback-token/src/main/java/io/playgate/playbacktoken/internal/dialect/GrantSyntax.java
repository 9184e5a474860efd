package io.playgate.playbacktoken.internal.dialect;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.PathAcl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every dialect asks of a grant's fields before it signs: that the checker will be able to
 * read them. What one dialect's format asks beyond that is its own business.
 */
public final class GrantSyntax {
  /** The latest time that every checker reads: 15 digits. */
  private static final long LATEST_TIME = 999_999_999_999_999L;

  private GrantSyntax() {}

  /**
   * The grant's path patterns in their normal form.
   *
   * @throws UnsupportedGrantException {@code path-pattern}
   */
  public static List<String> paths(PlaybackGrant grant) throws UnsupportedGrantException {
    return patterns(grant.paths());
  }

  /** The same of path patterns alone. */
  public static List<String> patterns(List<String> paths) throws UnsupportedGrantException {
    try {
      return PathAcl.of(paths).entries();
    } catch (AmbiguousPathException e) {
      throw new UnsupportedGrantException("path-pattern", "a path pattern: " + e.reason());
    }
  }

  /**
   * Refuses bindings that cannot be read.
   *
   * @throws UnsupportedGrantException {@code ip-invalid}, {@code domain-invalid}, {@code
   *     method-invalid}, {@code country-invalid}
   */
  public static void requireReadableBindings(PlaybackGrant grant) throws UnsupportedGrantException {
    String ip = grant.ip();
    if (ip != null && AddressBlock.parse(ip) == null) {
      throw new UnsupportedGrantException("ip-invalid", "ip must be an address or CIDR block");
    }
    String domain = grant.domain();
    if (domain != null && !isDomain(domain)) {
      throw new UnsupportedGrantException(
          "domain-invalid", "domain must be a host name, or *. and a host name");
    }
    for (String method : grant.methods()) {
      if (method.isEmpty() || !method.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
        throw new UnsupportedGrantException("method-invalid", "methods must be upper-case names");
      }
    }
    for (String country : grant.countries()) {
      if (country.length() != 2 || !country.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
        throw new UnsupportedGrantException(
            "country-invalid", "countries must be upper-case ISO 3166-1 alpha-2 codes");
      }
    }
  }

  /**
   * The grant's address binding as {@link AddressBlock#text} has it, for formats that have room for
   * one address only.
   *
   * @return null where it has none
   * @throws UnsupportedGrantException {@code ip-block}
   */
  public static @Nullable String singleAddress(PlaybackGrant grant)
      throws UnsupportedGrantException {
    String ip = grant.ip();
    if (ip != null && ip.indexOf('/') >= 0) {
      throw new UnsupportedGrantException("ip-block", "ip must be one address, not a block");
    }
    AddressBlock address = ip == null ? null : AddressBlock.parse(ip);
    return address == null ? ip : address.text();
  }

  private static boolean isDomain(String domain) {
    String host = domain.startsWith("*.") ? domain.substring(2) : domain;
    return !host.isEmpty()
        && host.length() <= 253
        && host.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.');
  }

  private static boolean isTime(long seconds) {
    return seconds == PlaybackGrant.UNSET || (seconds >= 0 && seconds <= LATEST_TIME);
  }

  private static void requireUnicode(@Nullable String text) throws UnsupportedGrantException {
    if (text == null) {
      return;
    }
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == length || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          throw new UnsupportedGrantException("text-invalid", "a text holds half a character");
        }
        i++;
      }
    }
  }

  /**
   * Rejects a key of another algorithm, a field that the dialect cannot carry, and values that no
   * verifier accepts.
   *
   * @throws UnsupportedGrantException {@code key-algorithm}, {@code FIELD-not-carried}, {@code
   *     time-range}, {@code text-invalid}
   */
  public static void requireSupported(Dialect dialect, PlaybackGrant grant, SigningKey key)
      throws UnsupportedGrantException {
    requireSupportedBesidesTexts(dialect, grant, key);
    requireReadableValues(grant);
  }

  /**
   * The same, for a dialect that takes none but certain characters in each of its texts and looks
   * at them itself.
   *
   * @throws UnsupportedGrantException the same but {@code text-invalid}
   */
  public static void requireSupportedBesidesTexts(
      Dialect dialect, PlaybackGrant grant, SigningKey key) throws UnsupportedGrantException {
    DialectDescription description = dialect.description();
    if (!description.algorithms().contains(key.algorithm())) {
      throw new UnsupportedGrantException(
          "key-algorithm", "dialect " + dialect.id() + " signs with " + description.algorithms());
    }
    GrantField.requireCarried(grant, description.fields(), dialect.id());
    requireReadableTimes(grant);
  }

  /**
   * Rejects times that no verifier accepts, and texts that are not valid Unicode.
   *
   * @throws UnsupportedGrantException {@code time-range}, {@code text-invalid}
   */
  public static void requireReadableValues(PlaybackGrant grant) throws UnsupportedGrantException {
    requireReadableTimes(grant);
    requireUnicode(grant.session());
    requireUnicode(grant.viewer());
    requireUnicode(grant.asset());
    requireUnicode(grant.packageId());
    requireUnicode(grant.entitlement());
    requireUnicode(grant.login());
    requireUnicode(grant.device());
    requireUnicode(grant.tokenId());
    requireUnicode(grant.data());
  }

  private static void requireReadableTimes(PlaybackGrant grant) throws UnsupportedGrantException {
    if (grant.expiresAt() > LATEST_TIME
        || !isTime(grant.notBefore())
        || !isTime(grant.issuedAt())) {
      throw new UnsupportedGrantException(
          "time-range", "times must be epoch seconds, of 15 digits at most");
    }
  }
}
