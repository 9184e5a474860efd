package io.playgate.demo.suite;

import io.playgate.demo.store.PostgresServer;
import io.playgate.demo.store.RedisServer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of the services, as properties. */
final class ServiceSettings {
  private static final String OVERRIDES = "playgate.demo.";

  private final Addresses addresses;
  private final Credentials credentials;

  ServiceSettings(Addresses addresses, Credentials credentials) {
    this.addresses = addresses;
    this.credentials = credentials;
  }

  Map<String, String> auth(PostgresServer.Database database) {
    Map<String, String> settings = common(Service.AUTH);
    database(settings, database);
    vault(settings, Service.AUTH);
    settings.put(
        "playgate.auth.bootstrap-clients-file", credentials.bootstrapClientsFile().toString());
    settings.put("playgate.revocation.url", addresses.of(Service.REVOCATION));
    return settings;
  }

  Map<String, String> token(PostgresServer.Database database, RedisServer sessions) {
    Map<String, String> settings = common(Service.TOKEN);
    database(settings, database);
    redis(settings, sessions);
    vault(settings, Service.TOKEN);
    settings.put("playgate.revocation.url", addresses.of(Service.REVOCATION));
    return overridden(settings, Service.TOKEN);
  }

  Map<String, String> revocation(RedisServer revocations) {
    Map<String, String> settings = common(Service.REVOCATION);
    redis(settings, revocations);
    settings.put("playgate.auth.url", addresses.of(Service.AUTH));
    settings.put(
        "playgate.webhooks.standard.secrets-file", credentials.webhookSecretsFile().toString());
    return settings;
  }

  Map<String, String> edge() {
    Map<String, String> settings = common(Service.EDGE);
    settings.put("playgate.token.url", addresses.of(Service.TOKEN));
    settings.put("playgate.revocation.url", addresses.of(Service.REVOCATION));
    settings.put("playgate.origin.url", addresses.origin());
    return overridden(settings, Service.EDGE);
  }

  private Map<String, String> common(Service service) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.http.host", "127.0.0.1");
    settings.put("quarkus.http.port", Integer.toString(addresses.ports().of(service)));
    settings.put("quarkus.management.host", "127.0.0.1");
    settings.put(
        "quarkus.management.port", Integer.toString(addresses.ports().managementOf(service)));
    settings.put("quarkus.http.cors.enabled", "true");
    settings.put("quarkus.http.cors.origins", String.join(",", addresses.pageOrigins()));
    settings.put("quarkus.http.cors.methods", "GET,HEAD,POST,DELETE");
    settings.put("quarkus.http.cors.headers", "authorization,content-type,range");
    settings.put("quarkus.http.cors.access-control-max-age", "PT10M");
    // For people; and the questions of the launcher, whether a service is ready yet, are no news.
    settings.put("quarkus.log.console.json.enabled", "false");
    settings.put("quarkus.log.category.\"io.smallrye.health\".level", "WARN");
    settings.put("playgate.service.base-url", addresses.of(service));
    settings.put("playgate.service.id", service.module());
    settings.put("playgate.service.audience", service.audience());
    settings.put("playgate.service.private-key-file", credentials.privateKeys().get(service) + "");
    settings.put("playgate.service.clients-file", credentials.clientsFile().toString());
    settings.put("playgate.issuer.uri", addresses.of(Service.AUTH));
    settings.put("playgate.issuer.jwks-url", addresses.of(Service.AUTH) + "/oauth2/jwks");
    return settings;
  }

  /**
   * Settings with those that tests and benchmarks give a service by system properties of the
   * launcher: {@code playgate.demo.<service>.<setting>}.
   */
  private static Map<String, String> overridden(Map<String, String> settings, Service service) {
    String prefix = OVERRIDES + service.module() + ".";
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        settings.put(name.substring(prefix.length()), System.getProperty(name));
      }
    }
    return settings;
  }

  private static void database(Map<String, String> settings, PostgresServer.Database database) {
    settings.put("quarkus.datasource.jdbc.url", database.url());
    settings.put("quarkus.datasource.username", database.user());
    settings.put("quarkus.datasource.password", database.password());
  }

  private static void redis(Map<String, String> settings, RedisServer redis) {
    settings.put("quarkus.redis.hosts", redis.url());
    settings.put("quarkus.redis.password", redis.password());
  }

  private void vault(Map<String, String> settings, Service service) {
    settings.put("playgate.vault.key-file", credentials.keyEncryptionKeys().get(service) + "");
  }

  /**
   * Settings as the text of a properties file. A dollar would begin an expression, and a backslash
   * an escape.
   */
  static String asProperties(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach((key, value) ->
        text.append(key)
            .append('=')
            .append(value.replace("\\", "\\\\\\\\").replace("$", "\\\\$"))
            .append('\n'));
    return text.toString();
  }
}
