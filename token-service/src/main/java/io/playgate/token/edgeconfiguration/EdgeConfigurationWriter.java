package io.playgate.token.edgeconfiguration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.support.client.CallerIdentity;
import io.playgate.token.profile.DeliveryProfile;
import io.playgate.token.replica.CatalogueSnapshot;
import io.playgate.token.replica.CatalogueSnapshot.Delivery;
import io.playgate.token.session.TokenIssuer;
import io.playgate.token.signingkey.RingKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes the document for an edge: its profiles and no others, verification keys and no others. */
@ApplicationScoped
class EdgeConfigurationWriter {
  private final ObjectMapper json;
  private final TokenIssuer issuer;

  EdgeConfigurationWriter(ObjectMapper json, TokenIssuer issuer) {
    this.json = json;
    this.issuer = issuer;
  }

  /**
   * The document for one edge.
   *
   * @param version the version of the last change to profiles or keys
   * @param profiles ids of the profiles it holds
   * @param text the JSON text, on one line
   */
  record Document(long version, List<String> profiles, String text) {}

  /**
   * Writes it.
   *
   * @param allowed ids of the profiles that the edge may have, or {@code *} for all
   */
  Document write(CatalogueSnapshot catalogue, Set<String> allowed) {
    List<Delivery> deliveries =
        catalogue.deliveries().values().stream()
            .filter(delivery ->
                allowed.contains(CallerIdentity.ALL_PROFILES)
                    || allowed.contains(delivery.profile().id()))
            .sorted(Comparator.comparing((Delivery delivery) -> delivery.profile().id()))
            .toList();
    ObjectNode document = json.createObjectNode();
    document.put("version", catalogue.deliveryVersion());
    document.put(
        "subjectDigestKey",
        Base64.getUrlEncoder().withoutPadding().encodeToString(issuer.digestKey()));
    ArrayNode profiles = document.putArray("profiles");
    try {
      for (Delivery delivery : deliveries) {
        write(profiles.addObject(), delivery);
      }
      return new Document(
          catalogue.deliveryVersion(),
          deliveries.stream().map(delivery -> delivery.profile().id()).toList(),
          json.writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the edge configuration can always be written", e);
    }
  }

  private void write(ObjectNode node, Delivery delivery) throws JsonProcessingException {
    DeliveryProfile profile = delivery.profile();
    node.put("id", profile.id());
    node.put("dialect", profile.dialect());
    node.put("carrier", profile.carrier().name().toLowerCase(Locale.ROOT));
    node.put("tokenName", profile.tokenName());
    node.put("basePath", profile.basePath());
    ArrayNode hosts = node.putArray("hosts");
    profile.hosts().forEach(hosts::add);
    ObjectNode options = node.putObject("options");
    for (Map.Entry<String, String> option : new TreeMap<>(profile.options()).entrySet()) {
      options.put(option.getKey(), option.getValue());
    }
    if (delivery.issuesReferences() && !delivery.ring().isEmpty()) {
      node.put("unmarkedUntil", delivery.unmarkedUntil().getEpochSecond());
    }
    ArrayNode keys = node.putArray("keys");
    for (RingKey key : delivery.ring()) {
      // Without the private part where there is one: edges verify and never sign.
      ObjectNode jwk = (ObjectNode) json.readTree(key.jwk().toVerificationJson());
      jwk.put("state", key.state().wireName());
      keys.add(jwk);
    }
  }
}
