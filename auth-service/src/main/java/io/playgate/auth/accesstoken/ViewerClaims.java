package io.playgate.auth.accesstoken;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer token says of the viewer.
 *
 * @param viewerId {@code sub}
 * @param login id of the sign-in session
 * @param deviceId {@code device}: the id, made by this service, of the device it is on
 * @param deviceLabel {@code device_label}: what the app calls the device
 * @param packages what the viewer is entitled to now
 * @param entitlements what grants the packages, each with its end
 * @param sessionLimit most playback sessions at once, or null for token-service's default
 */
public record ViewerClaims(
    String viewerId,
    String login,
    String deviceId,
    String deviceLabel,
    List<String> packages,
    List<EntitlementClaim> entitlements,
    @Nullable Integer sessionLimit) {

  /** Takes copies of the lists. */
  public ViewerClaims {
    packages = List.copyOf(packages);
    entitlements = List.copyOf(entitlements);
  }
}
