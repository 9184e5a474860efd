package io.playgate.token.profile;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.TokenFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one CDN property is protected.
 *
 * @param id its id
 * @param dialect id of the dialect of its tokens
 * @param carrier where tokens travel
 * @param tokenName name of the parameter, segment, cookie or header
 * @param baseUrl absolute URL of the CDN property, without a trailing slash
 * @param hosts under which the property is reached, as in {@code cdn.example:8443}, at least one
 * @param lifetime how long a token holds
 * @param notBefore whether tokens say from when they hold
 * @param ip whether tokens hold for one client address only
 * @param domain the only site tokens hold for; null for any
 * @param acl path patterns of a token, each starting with {@value #ASSET}
 * @param options settings of the dialect, secret ones included
 * @param revision changes whenever the profile does
 */
public record DeliveryProfile(
    String id,
    String dialect,
    Carrier carrier,
    String tokenName,
    String baseUrl,
    List<String> hosts,
    Duration lifetime,
    boolean notBefore,
    IpBinding ip,
    @Nullable String domain,
    List<String> acl,
    Map<String, String> options,
    long revision) {

  /** Stands in an ACL pattern for the asset's path on the CDN, with its trailing slash. */
  public static final String ASSET = "{asset}";

  /** Takes copies. */
  public DeliveryProfile {
    hosts = List.copyOf(hosts);
    acl = List.copyOf(acl);
    options = Map.copyOf(options);
  }

  /** The path of the base URL: empty for the root, else without a trailing slash. */
  public String basePath() {
    int path = baseUrl.indexOf('/', baseUrl.indexOf("://") + 3);
    return path < 0 ? "" : baseUrl.substring(path);
  }

  /**
   * Binds the profile to its dialect.
   *
   * @param dialects where it is found
   * @throws InvalidPlacementException where the dialect refuses carrier or options
   * @throws IllegalArgumentException where there is no such dialect, or tokens cannot stand there
   */
  public TokenFormat open(DialectRegistry dialects) throws InvalidPlacementException {
    return dialects
        .find(dialect)
        .orElseThrow(() -> new IllegalArgumentException("unknown dialect: " + dialect))
        .open(new Placement(carrier, tokenName, basePath(), options));
  }

  /**
   * What a token for an asset covers.
   *
   * @param assetPath the asset's path on the CDN property
   */
  public List<String> pathsOf(String assetPath) {
    String asset = basePath() + assetPath;
    return acl.stream().map(pattern -> asset + pattern.substring(ASSET.length())).toList();
  }

  /** Whether a request may reach both profiles by one host. */
  public boolean sharesHostWith(DeliveryProfile other) {
    return hosts.stream().anyMatch(other.hosts::contains);
  }

  /** Whether a path of the CDN property, from its root on, lies under the base path. */
  public boolean covers(String path) {
    return path.startsWith(basePath() + "/");
  }

  /** Names the profile; an option may be secret. */
  @Override
  public String toString() {
    return "DeliveryProfile[id=" + id + ", revision=" + revision + "]";
  }
}
