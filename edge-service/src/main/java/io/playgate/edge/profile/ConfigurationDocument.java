package io.playgate.edge.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.TokenFormat;
import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.revocationlist.SubjectDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads the document of {@code GET /v1/edge-configuration}. A document that cannot be read is
 * refused whole; a profile that this edge does not understand (a dialect of a newer version, a
 * broken key), or cannot tell from another, is kept as one whose requests are all refused, and the
 * others stay in use.
 */
final class ConfigurationDocument {

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

  /**
   * Reads a document.
   *
   * @param dialects those of which profiles can be used
   */
  static EdgeConfiguration read(String text, DialectRegistry dialects)
      throws InvalidDocumentException {
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
    List<EdgeConfiguration.Refusal> refusals = new ArrayList<>();
    List<DeliveryProfile> profiles = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode node : root.get("profiles")) {
      String id = node.path("id").asText();
      String basePath = node.path("basePath").asText();
      if (!node.path("id").isTextual() || !id.matches("[A-Za-z0-9._-]{1,128}")) {
        refusals.add(
            new EdgeConfiguration.Refusal("?" + refusals.size(), "its id is missing or malformed"));
      } else if (!node.path("basePath").isTextual()
          || (!basePath.isEmpty() && (basePath.endsWith("/") || !MediaPath.isNormal(basePath)))) {
        refusals.add(
            new EdgeConfiguration.Refusal(id, "its base path is missing or not in normal form"));
      } else {
        profiles.add(profile(id, basePath, node, dialects, ids.add(id), refusals));
      }
    }
    if (profiles.isEmpty() && !refusals.isEmpty()) {
      throw new InvalidDocumentException("none of its profiles can be read");
    }
    refuseIndistinct(profiles, refusals);
    return new EdgeConfiguration(root.get("version").asLong(), digestKey, profiles, refusals);
  }

  /** Requests of two profiles with one path and host belong to neither. */
  private static void refuseIndistinct(
      List<DeliveryProfile> profiles, List<EdgeConfiguration.Refusal> refusals) {
    List<DeliveryProfile> usable =
        profiles.stream().filter(profile -> profile.checks() != null).toList();
    for (DeliveryProfile one : usable) {
      for (DeliveryProfile other : usable) {
        if (one != other
            && one.basePath().equals(other.basePath())
            && (one.hosts().isEmpty()
                || other.hosts().isEmpty()
                || !Collections.disjoint(one.hosts(), other.hosts()))) {
          refusals.add(
              new EdgeConfiguration.Refusal(
                  one.id(), "its base path, at one of its hosts, is that of " + other.id()));
          profiles.replaceAll(profile -> profile == one ? one.refused() : profile);
          break;
        }
      }
    }
  }

  private static DeliveryProfile profile(
      String id,
      String basePath,
      JsonNode node,
      DialectRegistry dialects,
      boolean isFirst,
      List<EdgeConfiguration.Refusal> refusals) {
    Set<String> hosts = new HashSet<>();
    try {
      for (JsonNode host : node.path("hosts")) {
        String normal = RequestHost.normal(host.isTextual() ? host.asText() : null);
        if (normal == null) {
          throw new IllegalArgumentException("one of its hosts is malformed");
        }
        hosts.add(normal);
      }
      if (node.hasNonNull("hosts") && !node.path("hosts").isArray()) {
        throw new IllegalArgumentException("its hosts are malformed");
      }
      if (!isFirst) {
        throw new IllegalArgumentException("another profile has its id");
      }
      return new DeliveryProfile(id, basePath, hosts, checks(basePath, node, dialects));
    } catch (InvalidJwkException | InvalidPlacementException | IllegalArgumentException e) {
      // The messages of all are ours and quote no key.
      refusals.add(new EdgeConfiguration.Refusal(id, String.valueOf(e.getMessage())));
      return new DeliveryProfile(id, basePath, hosts, null);
    }
  }

  private static DeliveryProfile.Checks checks(
      String basePath, JsonNode node, DialectRegistry dialects)
      throws InvalidJwkException, InvalidPlacementException {
    Dialect dialect =
        dialects
            .find(node.path("dialect").asText())
            .orElseThrow(() -> new IllegalArgumentException("its dialect is not known"));
    Map<String, String> options = new HashMap<>();
    for (Map.Entry<String, JsonNode> option : node.path("options").properties()) {
      if (!option.getValue().isNull()) {
        options.put(option.getKey(), option.getValue().asText());
      }
    }
    TokenFormat format =
        dialect.open(
            new Placement(
                carrier(node.path("carrier").asText()),
                node.path("tokenName").asText(),
                basePath,
                options));
    List<SigningKey> keys = new ArrayList<>();
    for (JsonNode key : node.path("keys")) {
      keys.add(Jwk.parse(key.toString()).verificationKey());
    }
    // A token-service that marks no tokens does not say until when there are others.
    JsonNode unmarkedUntil = node.path("unmarkedUntil");
    return new DeliveryProfile.Checks(
        dialect,
        format,
        new KeyRing(keys),
        unmarkedUntil.canConvertToLong() ? unmarkedUntil.asLong() : Long.MAX_VALUE);
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
