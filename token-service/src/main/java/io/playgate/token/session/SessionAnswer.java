package io.playgate.token.session;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A playback session with a token that holds.
 *
 * @param sessionId the session; public, and no credential
 * @param url ready to play
 * @param token the token by itself
 * @param expiresAt when the token stops to hold
 * @param refreshAt when to ask for the next one
 * @param refreshUrl where to ask for it
 */
@Schema(name = "PlaybackSession")
public record SessionAnswer(
    String sessionId,
    String url,
    Token token,
    Instant expiresAt,
    Instant refreshAt,
    String refreshUrl) {

  /**
   * A token and where it travels.
   *
   * @param dialect the dialect's id
   * @param carrier {@code path} or {@code query}
   * @param name name of the path segment or parameter
   * @param value the token exactly as it stands in the URL
   */
  @Schema(name = "PlaybackToken")
  public record Token(String dialect, String carrier, String name, String value) {}
}
