package io.playgate.auth.client;

import io.playgate.auth.AuthConfig;
import io.playgate.support.name.KnownNames;
import io.playgate.support.problem.ProblemException;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Brings the clients of the bootstrap file into the database at start-up. */
@ApplicationScoped
@Startup
class BootstrapClients {

  private static final Logger LOG = Logger.getLogger(BootstrapClients.class);
  private static final String KEY = "playgate.auth.bootstrap-clients-file";
  private static final Pattern ID = Pattern.compile(NewClient.ID);
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * A client of the file.
   *
   * @param id its id
   * @param secretSha256 SHA-256 of its secret, or null for a client with public keys
   * @param scopes what it may do
   * @param publicKeys its public keys
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(
      String id,
      byte @Nullable [] secretSha256,
      Set<String> scopes,
      List<Map<String, Object>> publicKeys) {}

  private final AuthConfig config;
  private final ClientService clients;

  @Inject
  BootstrapClients(AuthConfig config, ClientService clients) {
    this.config = config;
    this.clients = clients;
  }

  void atStart(@Observes StartupEvent event) {
    Path file = config.bootstrapClientsFile().orElse(null);
    if (file != null) {
      bootstrap(file);
    }
    if (!clients.someoneAdministers()) {
      LOG.warnf(
          "No client holds the scope clients.write: nobody can administer this installation. Make a"
              + " file with the first client (docker/make-secrets.sh does), name it in %s and start"
              + " again.",
          KEY);
    }
  }

  private void bootstrap(Path file) {
    List<Entry> entries;
    try {
      entries = parse(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalStateException(
          KEY + ": " + file + " cannot be read; mount it or leave the key out", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(KEY + ": " + file + ": " + e.getMessage(), e);
    }
    for (Entry entry : entries) {
      try {
        clients.bootstrap(entry);
      } catch (ProblemException e) {
        throw new IllegalStateException(
            KEY + ": " + file + ": client " + entry.id() + ": " + e.publicDetail(), e);
      }
    }
    LOG.infof("Bootstrap clients brought up to date: %d", entries.size());
  }

  static List<Entry> parse(String json) {
    Map<String, Object> file;
    try {
      file = JsonUtil.parseJson(json);
    } catch (JoseException e) {
      throw new IllegalArgumentException("it is not a JSON object");
    }
    onlyKnown(file.keySet(), Set.of("clients"), "");
    if (!(file.get("clients") instanceof List<?> items)) {
      throw new IllegalArgumentException("clients must be an array");
    }
    List<Entry> entries = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Object item : items) {
      Entry entry = entry(item);
      if (!ids.add(entry.id())) {
        throw new IllegalArgumentException("client " + entry.id() + " is listed twice");
      }
      entries.add(entry);
    }
    return entries;
  }

  private static void onlyKnown(Set<?> names, Set<String> known, String where) {
    for (Object name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            where + "the member " + name + " " + KnownNames.unknown(String.valueOf(name), known));
      }
    }
  }

  @SuppressWarnings("unchecked") // the members of a parsed JSON object have names
  private static Entry entry(Object item) {
    if (!(item instanceof Map<?, ?> client)
        || !(client.get("id") instanceof String id)
        || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException("each client needs an id that matches " + NewClient.ID);
    }
    onlyKnown(
        client.keySet(),
        Set.of("id", "secretSha256", "scopes", "publicKeys"),
        "client " + id + ": ");
    byte[] secret = null;
    if (client.get("secretSha256") != null) {
      if (!(client.get("secretSha256") instanceof String hex) || !SHA256.matcher(hex).matches()) {
        throw new IllegalArgumentException(
            "client " + id + ": secretSha256 must be 64 lower-case hexadecimal digits");
      }
      secret = HexFormat.of().parseHex(hex);
    }
    Set<String> scopes = new HashSet<>();
    if (client.get("scopes") instanceof List<?> list) {
      list.forEach(scope -> scopes.add(String.valueOf(scope)));
    }
    List<Map<String, Object>> keys = new ArrayList<>();
    if (client.get("publicKeys") instanceof List<?> list) {
      for (Object key : list) {
        if (!(key instanceof Map<?, ?> jwk)) {
          throw new IllegalArgumentException("client " + id + ": publicKeys must hold JWKs");
        }
        keys.add((Map<String, Object>) jwk);
      }
    }
    if ((secret == null) == keys.isEmpty()) {
      throw new IllegalArgumentException(
          "client " + id + ": give either secretSha256 or publicKeys");
    }
    return new Entry(id, secret, scopes, keys);
  }
}
