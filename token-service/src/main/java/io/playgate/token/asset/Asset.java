package io.playgate.token.asset;

import java.util.Map;
import java.util.Set;

/**
 * One piece of video.
 *
 * @param id its id
 * @param path exact path prefix on the CDN property, with slashes at both ends
 * @param entries the file that a player opens first, relative to the path, by format
 * @param defaultFormat the format for those who ask for none
 * @param packages any of which entitles to it
 * @param defaultProfile the delivery profile for those who ask for none
 * @param profiles all delivery profiles it may be delivered by
 * @param revision changes whenever the asset does
 */
public record Asset(
    String id,
    String path,
    Map<String, String> entries,
    String defaultFormat,
    Set<String> packages,
    String defaultProfile,
    Set<String> profiles,
    long revision) {

  /** Takes copies. */
  public Asset {
    entries = Map.copyOf(entries);
    packages = Set.copyOf(packages);
    profiles = Set.copyOf(profiles);
  }
}
