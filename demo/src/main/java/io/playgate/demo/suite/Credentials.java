package io.playgate.demo.suite;

import io.playgate.demo.catalogue.SampleProfile;
import io.playgate.demo.catalogue.Seed;
import io.playgate.demo.credential.PrivateFiles;
import io.playgate.demo.credential.RandomSecret;
import io.playgate.demo.credential.ServiceKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All secrets of one run, made anew at each start, in the files from which the services read them.
 *
 * @param keyEncryptionKeys of the services with keys at rest
 * @param privateKeys by which the services prove themselves to each other
 * @param clientsFile who may call a service, and with which public key
 * @param bootstrapClientsFile the first client of auth-service
 * @param webhookSecretsFile what billing signs with, for revocation-service
 * @param admin the first client
 * @param webhookSecret what billing signs with
 */
record Credentials(
    Map<Service, Path> keyEncryptionKeys,
    Map<Service, Path> privateKeys,
    Path clientsFile,
    Path bootstrapClientsFile,
    Path webhookSecretsFile,
    Seed.AdminClient admin,
    String webhookSecret) {

  private static final String ADMIN = "demo-admin";

  /** What each service may do at the others: docs/reference/service-calls.md. */
  private static final Map<Service, List<String>> SCOPES =
      Map.of(
          Service.AUTH, List.of("revocations.write"),
          Service.TOKEN, List.of("tokens.register", "revocations.write", "revocation.feed"),
          Service.REVOCATION, List.of("entitlements.write"),
          Service.EDGE, List.of("revocation.feed", "tokens.introspect", "keys.read"));

  static Credentials create(Path folder) throws IOException {
    Map<Service, Path> keyEncryptionKeys = new EnumMap<>(Service.class);
    for (Service service : List.of(Service.AUTH, Service.TOKEN)) {
      keyEncryptionKeys.put(
          service,
          PrivateFiles.write(
              folder.resolve(service.module() + "-kek"), RandomSecret.base64() + "\n"));
    }

    Map<Service, Path> privateKeys = new EnumMap<>(Service.class);
    JsonArray clients = new JsonArray();
    for (Service service : Service.values()) {
      ServiceKey key = ServiceKey.generate(service.module() + "-1");
      privateKeys.put(
          service,
          PrivateFiles.write(
              folder.resolve(service.module() + ".jwk"), key.privateJwk().encode() + "\n"));
      clients.add(client(service, key));
    }

    String secret = RandomSecret.text();
    JsonObject admin =
        new JsonObject()
            .put("id", ADMIN)
            .put("secretSha256", RandomSecret.sha256(secret))
            .put("scopes", new JsonArray(Seed.AdminClient.ALL_SCOPES));
    String webhookSecret = "whsec_" + RandomSecret.base64();
    return new Credentials(
        Map.copyOf(keyEncryptionKeys),
        Map.copyOf(privateKeys),
        PrivateFiles.write(folder.resolve("clients.json"), clientList(clients)),
        PrivateFiles.write(
            folder.resolve("bootstrap-clients.json"), clientList(new JsonArray().add(admin))),
        PrivateFiles.write(folder.resolve("webhook-secrets"), webhookSecret + "\n"),
        new Seed.AdminClient(ADMIN, secret),
        webhookSecret);
  }

  private static JsonObject client(Service service, ServiceKey key) {
    JsonObject client =
        new JsonObject()
            .put("id", service.module())
            .put("scopes", new JsonArray(SCOPES.get(service)))
            .put("keys", new JsonArray().add(key.publicJwk()));
    if (service == Service.EDGE) {
      client.put(
          "profiles", new JsonArray(SampleProfile.ALL.stream().map(SampleProfile::id).toList()));
    }
    return client;
  }

  private static String clientList(JsonArray clients) {
    return new JsonObject().put("clients", clients).encodePrettily() + "\n";
  }
}
