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
 * @param sessionLimit most playback sessions at once, or null for token-service's default
 */
public record ViewerClaims(
    String viewerId,
    String login,
    String deviceId,
    String deviceLabel,
    List<String> packages,
    @Nullable Integer sessionLimit) {

  /** Takes a copy of the packages. */
  public ViewerClaims {
    packages = List.copyOf(packages);
  }
}
