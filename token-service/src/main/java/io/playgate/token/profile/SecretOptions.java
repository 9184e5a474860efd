package io.playgate.token.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.support.vault.KeyVault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of dialects that are secrets, as a key is: sealed where they are stored, and answered
 * to nobody but the edges of the profile.
 */
@ApplicationScoped
class SecretOptions {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final DialectRegistry dialects;
  private final KeyVault vault;
  private final ObjectMapper json;

  SecretOptions(DialectRegistry dialects, KeyVault vault, ObjectMapper json) {
    this.dialects = dialects;
    this.vault = vault;
    this.json = json;
  }

  /** The names of a dialect's secret options. */
  Set<String> names(String dialect) {
    return dialects
        .find(dialect)
        .map(known -> Set.copyOf(known.description().secretOptions()))
        .orElse(Set.of());
  }

  /** Those options that may be seen. */
  Map<String, String> openOnes(String dialect, Map<String, String> options) {
    Map<String, String> open = new TreeMap<>(options);
    open.keySet().removeAll(names(dialect));
    return open;
  }

  /** The secret ones of those options, sealed for that profile; null where there are none. */
  byte @Nullable [] seal(String profile, String dialect, Map<String, String> options) {
    Map<String, String> secret = new TreeMap<>(options);
    secret.keySet().retainAll(names(dialect));
    if (secret.isEmpty()) {
      return null;
    }
    try {
      return vault.seal(json.writeValueAsBytes(secret), aad(profile));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can always be written", e);
    }
  }

  /**
   * What was sealed for that profile.
   *
   * @throws io.playgate.support.vault.VaultException if it was sealed under another key-encryption
   *     key or for another profile
   */
  Map<String, String> open(String profile, byte @Nullable [] sealed) {
    if (sealed == null) {
      return Map.of();
    }
    try {
      return new HashMap<>(json.readValue(vault.open(sealed, aad(profile)), TEXTS));
    } catch (IOException e) {
      // The cause would quote the secret.
      throw new IllegalStateException("secret options of profile " + profile + " are broken");
    }
  }

  private static String aad(String profile) {
    return "profile-options/" + profile;
  }
}
