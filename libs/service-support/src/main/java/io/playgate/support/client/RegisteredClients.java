package io.playgate.support.client;

import io.playgate.support.identifier.Identifiers;
import io.playgate.support.jose.EcJwk;
import io.playgate.support.name.KnownNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** What a clients file says: the registered clients by id. Immutable. */
final class RegisteredClients {

  /** No client at all. */
  static final RegisteredClients NONE = new RegisteredClients(Map.of());

  private static final Pattern ID = Pattern.compile(Identifiers.CLIENT);
  private static final Pattern SCOPE = Pattern.compile("[a-z][a-z0-9.-]{0,63}");

  private final Map<String, RegisteredClient> byId;

  private RegisteredClients(Map<String, RegisteredClient> byId) {
    this.byId = Map.copyOf(byId);
  }

  @Nullable RegisteredClient find(String id) {
    return byId.get(id);
  }

  int size() {
    return byId.size();
  }

  /**
   * Reads a clients file.
   *
   * @param json its text
   * @throws IllegalArgumentException when anything in it is not as the format says; the message
   *     names the client
   */
  static RegisteredClients parse(String json) {
    Map<String, Object> file;
    try {
      file = JsonUtil.parseJson(json);
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a JSON object");
    }
    onlyKnown(file, Set.of("clients"), "");
    Map<String, RegisteredClient> byId = new HashMap<>();
    for (Object item : list(file.get("clients"), "clients")) {
      RegisteredClient client = client(object(item, "clients"));
      if (byId.put(client.id(), client) != null) {
        throw new IllegalArgumentException("client " + client.id() + " is listed twice");
      }
    }
    return new RegisteredClients(byId);
  }

  private static RegisteredClient client(Map<String, Object> json) {
    if (!(json.get("id") instanceof String id) || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException("a client's id must match " + ID.pattern());
    }
    String where = "client " + id + ": ";
    onlyKnown(json, Set.of("id", "scopes", "profiles", "keys"), where);
    Set<String> scopes = strings(json.get("scopes"), where + "scopes");
    for (String scope : scopes) {
      if (!SCOPE.matcher(scope).matches()) {
        throw new IllegalArgumentException(where + "a scope must match " + SCOPE.pattern());
      }
      if (scope.equals("playback")) {
        throw new IllegalArgumentException(where + "the scope playback is for viewers only");
      }
    }
    Set<String> profiles =
        json.get("profiles") == null ? Set.of() : strings(json.get("profiles"), where + "profiles");
    Map<String, java.security.interfaces.ECPublicKey> keys = new HashMap<>();
    for (Object item : list(json.get("keys"), where + "keys")) {
      EcJwk key;
      try {
        key = EcJwk.parse(object(item, where + "keys"));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(where + e.getMessage(), e);
      }
      if (key.privateKey() != null) {
        throw new IllegalArgumentException(
            where + "key " + key.kid() + " is a private key; only public keys belong here");
      }
      if (keys.put(key.kid(), key.publicKey()) != null) {
        throw new IllegalArgumentException(where + "two keys have the kid " + key.kid());
      }
    }
    return new RegisteredClient(id, scopes, profiles, keys);
  }

  /** A misspelt member, left out, would mean something else: no profiles, no scopes. */
  private static void onlyKnown(Map<String, Object> json, Set<String> known, String where) {
    for (String name : json.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            where + "the member " + name + " " + KnownNames.unknown(name, known));
      }
    }
  }

  private static Set<String> strings(@Nullable Object value, String where) {
    Set<String> strings = new HashSet<>();
    for (Object item : list(value, where)) {
      if (!(item instanceof String string)) {
        throw new IllegalArgumentException(where + " must hold text only");
      }
      strings.add(string);
    }
    return strings;
  }

  private static Collection<?> list(@Nullable Object value, String where) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(where + " must be an array");
  }

  @SuppressWarnings("unchecked") // the members of a parsed JSON object have names
  private static Map<String, Object> object(@Nullable Object value, String where) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalArgumentException(where + " must hold objects");
  }
}
