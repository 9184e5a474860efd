package io.playgate.edge.profile;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.TokenFormat;
import io.playgate.playbacktoken.key.KeyRing;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One delivery profile as of one configuration. Two objects are the same only if they are one
 * object: whoever keeps something that depends on the keys may use the profile as part of its key.
 */
public final class DeliveryProfile {

  private final String id;
  private final String basePath;
  private final Set<String> hosts;
  private final @Nullable Checks checks;

  /**
   * How the tokens of a profile are checked.
   *
   * @param dialect the wire format
   * @param format the same, bound to where the token stands
   * @param keys the ring; empty for dialects without keys
   * @param unmarkedUntil until when opaque tokens without a mark of the ring may have been issued,
   *     in epoch seconds
   */
  public record Checks(Dialect dialect, TokenFormat format, KeyRing keys, long unmarkedUntil) {}

  /**
   * Makes a profile.
   *
   * @param id its id
   * @param basePath the path prefix it protects, without trailing slash
   * @param hosts under which it is reached, in the form of {@link RequestHost}; empty for any
   * @param checks null where this edge does not understand the profile: its paths are refused, and
   *     not left to a profile with a shorter base path
   */
  DeliveryProfile(String id, String basePath, Set<String> hosts, @Nullable Checks checks) {
    this.id = id;
    this.basePath = basePath;
    this.hosts = Set.copyOf(hosts);
    this.checks = checks;
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** The path prefix it protects, without trailing slash; empty for the root. */
  public String basePath() {
    return basePath;
  }

  /** Under which hosts it is reached; empty for any. */
  public Set<String> hosts() {
    return hosts;
  }

  /** The same profile, whose requests are all refused. */
  DeliveryProfile refused() {
    return new DeliveryProfile(id, basePath, hosts, null);
  }

  /** How its tokens are checked; null where this edge does not understand the profile. */
  public @Nullable Checks checks() {
    return checks;
  }

  /** Whether its ring has no key that could mark opaque tokens. */
  public boolean marksNoTokens() {
    return checks == null || checks.keys().keys().isEmpty();
  }

  /** The dialect's id, or {@code unknown}. */
  public String dialectId() {
    return checks == null ? "unknown" : checks.dialect().id();
  }

  /** Whether a path is beneath the base path. */
  boolean covers(String path) {
    return path.startsWith(basePath)
        && path.length() > basePath.length()
        && path.charAt(basePath.length()) == '/';
  }

  boolean sameAs(DeliveryProfile other) {
    return id.equals(other.id)
        && basePath.equals(other.basePath)
        && hosts.equals(other.hosts)
        && (checks == null
            ? other.checks == null
            : other.checks != null
                && checks.dialect().id().equals(other.checks.dialect().id())
                && checks.format().placement().equals(other.checks.format().placement())
                && checks.keys().equals(other.checks.keys())
                && checks.unmarkedUntil() == other.checks.unmarkedUntil());
  }

  @Override
  public String toString() {
    return "DeliveryProfile[id=" + id + "]";
  }
}
