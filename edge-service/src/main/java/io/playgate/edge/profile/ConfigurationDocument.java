package io.playgate.edge.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Dialects;
import io.playgate.playbacktoken.InvalidJwkException;
import io.playgate.playbacktoken.Jwk;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.MediaPath;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.revocationlist.SubjectDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Reads the document of {@code GET /v1/edge-configuration}. A document that cannot be read is
 * refused whole; a profile that this edge does not understand (a dialect of a newer version, a
 * broken key) is kept as one whose requests are all refused, and the others stay in use.
 */
final class ConfigurationDocument {

  private static final Logger LOG = Logger.getLogger(ConfigurationDocument.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What is wrong with a document; quotes nothing of it but ids of profiles. */
  static final class InvalidDocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidDocumentException(String message) {
      super(message);
    }
  }

  private ConfigurationDocument() {}

  static EdgeConfiguration read(String text) throws InvalidDocumentException {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidDocumentException("the document is not JSON");
    }
    if (!root.path("version").canConvertToLong() || !root.path("profiles").isArray()) {
      throw new InvalidDocumentException("the document lacks version or profiles");
    }
    SecretKey digestKey = null;
    if (root.hasNonNull("subjectDigestKey")) {
      byte[] bits;
      try {
        bits = Base64.getUrlDecoder().decode(root.get("subjectDigestKey").asText());
      } catch (IllegalArgumentException e) {
        throw new InvalidDocumentException("subjectDigestKey is not base64url");
      }
      if (bits.length < SubjectDigest.MIN_KEY_LENGTH) {
        throw new InvalidDocumentException("subjectDigestKey is too short");
      }
      digestKey = new SecretKeySpec(bits, "HmacSHA256");
    }
    List<DeliveryProfile> profiles = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Set<String> basePaths = new HashSet<>();
    for (JsonNode node : root.get("profiles")) {
      String id = node.path("id").asText();
      String basePath = node.path("basePath").asText();
      if (!id.matches("[A-Za-z0-9._-]{1,128}") || !ids.add(id)) {
        throw new InvalidDocumentException("a profile's id is missing, malformed or not unique");
      }
      if (!node.path("basePath").isTextual()
          || (!basePath.isEmpty() && (basePath.endsWith("/") || !MediaPath.isNormal(basePath)))) {
        throw new InvalidDocumentException("the base path of " + id + " is not in normal form");
      }
      if (!basePaths.add(basePath)) {
        throw new InvalidDocumentException("the base path of " + id + " is another profile's too");
      }
      profiles.add(profile(id, basePath, node));
    }
    return new EdgeConfiguration(root.get("version").asLong(), digestKey, profiles);
  }

  private static DeliveryProfile profile(String id, String basePath, JsonNode node) {
    try {
      Dialect dialect =
          Dialects.find(node.path("dialect").asText())
              .orElseThrow(() -> new IllegalArgumentException("its dialect is not known"));
      Map<String, String> options = new HashMap<>();
      for (Map.Entry<String, JsonNode> option : node.path("options").properties()) {
        if (!option.getValue().isNull()) {
          options.put(option.getKey(), option.getValue().asText());
        }
      }
      Placement placement =
          new Placement(
              carrier(node.path("carrier").asText()),
              node.path("tokenName").asText(),
              basePath,
              options);
      List<SigningKey> keys = new ArrayList<>();
      for (JsonNode key : node.path("keys")) {
        keys.add(Jwk.parse(key.toString()).verificationKey());
      }
      return new DeliveryProfile(
          id, basePath, new DeliveryProfile.Checks(dialect, placement, new KeyRing(keys)));
    } catch (InvalidJwkException | IllegalArgumentException e) {
      // The messages of both are ours and quote no key.
      LOG.errorf(
          "Delivery profile %s cannot be used, its requests are refused: %s", id, e.getMessage());
      return new DeliveryProfile(id, basePath, null);
    }
  }

  private static Carrier carrier(String wireName) {
    for (Carrier carrier : Carrier.values()) {
      if (carrier.name().toLowerCase(Locale.ROOT).equals(wireName)) {
        return carrier;
      }
    }
    throw new IllegalArgumentException("its carrier is not known");
  }
}
