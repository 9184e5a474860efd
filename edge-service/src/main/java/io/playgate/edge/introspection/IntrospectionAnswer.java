package io.playgate.edge.introspection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.revocationlist.FeedPosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An introspection answer, read.
 *
 * @param profile the delivery profile the token was made for
 * @param grant what it grants
 * @param position the place in the revocation log up to which the answer reflects everything; null
 *     where the answer names none, and so must not be kept
 */
record IntrospectionAnswer(String profile, PlaybackGrant grant, @Nullable FeedPosition position) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** An answer that does not follow the contract; quotes nothing of it. */
  static final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
      super(message);
    }
  }

  /**
   * Reads an answer.
   *
   * @return null where the token is not active
   */
  static @Nullable IntrospectionAnswer read(String json) throws MalformedAnswerException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new MalformedAnswerException("not JSON");
    }
    if (!root.path("active").isBoolean()) {
      throw new MalformedAnswerException("active is missing");
    }
    if (!root.path("active").asBoolean()) {
      return null;
    }
    if (!"playback".equals(root.path("token_type").asText())) {
      throw new MalformedAnswerException("token_type is not playback");
    }
    List<String> paths = new ArrayList<>();
    for (JsonNode path : root.path("paths")) {
      paths.add(path.asText());
    }
    PlaybackGrant grant;
    try {
      grant =
          PlaybackGrant.expiringAt(seconds(root, "exp", true))
              .session(text(root, "sid"))
              .viewer(text(root, "sub"))
              .asset(text(root, "aud"))
              .packageId(text(root, "package"))
              .entitlement(text(root, "entitlement"))
              .login(text(root, "login"))
              .device(text(root, "device"))
              .paths(paths)
              .issuedAt(seconds(root, "iat", false))
              .notBefore(seconds(root, "nbf", false))
              .tokenId(text(root, "jti"))
              .ip(text(root, "ip"))
              .domain(text(root, "domain"))
              .build();
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException("the times contradict each other");
    }
    String profile = text(root, "profile");
    if (profile == null) {
      throw new MalformedAnswerException("profile is missing");
    }
    FeedPosition position = null;
    String at = text(root, "position");
    if (at != null) {
      try {
        position = FeedPosition.parse(at);
      } catch (IllegalArgumentException e) {
        throw new MalformedAnswerException("position is malformed");
      }
    }
    return new IntrospectionAnswer(profile, grant, position);
  }

  private static @Nullable String text(JsonNode root, String name) throws MalformedAnswerException {
    JsonNode node = root.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw new MalformedAnswerException(name + " is not text");
    }
    return node.asText();
  }

  private static long seconds(JsonNode root, String name, boolean mandatory)
      throws MalformedAnswerException {
    JsonNode node = root.path(name);
    if (!mandatory && (node.isMissingNode() || node.isNull())) {
      return PlaybackGrant.UNSET;
    }
    if (!node.canConvertToLong() || !node.isNumber() || node.asLong() < 0) {
      throw new MalformedAnswerException(name + " is not a time");
    }
    return node.asLong();
  }
}
