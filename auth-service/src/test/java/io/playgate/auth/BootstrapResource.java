package io.playgate.auth;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Writes the bootstrap clients file with an administrator who holds every scope. */
public class BootstrapResource implements QuarkusTestResourceLifecycleManager {

  static final String ADMIN = "test-admin";
  static final String SECRET = "a secret : with & odd % characters + é";

  @Override
  public Map<String, String> start() {
    try {
      String sha256 =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(SECRET.getBytes(StandardCharsets.UTF_8)));
      Path file = Files.createTempFile("playgate-bootstrap", ".json");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          """
          {"clients":[{"id":"%s","secretSha256":"%s","scopes":["viewers.read","viewers.write",
           "clients.write","catalogue.read","catalogue.write","revocations.read"]}]}
          """
              .formatted(ADMIN, sha256));
      return Map.of(
          "playgate.auth.bootstrap-clients-file",
          file.toString(),
          "playgate.auth.password.memory-kib",
          "7168",
          // The tests say where they come from, as a proxy would.
          "quarkus.http.proxy.proxy-address-forwarding",
          "true",
          "quarkus.http.proxy.trusted-proxies",
          "127.0.0.1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    // The file goes with the JVM.
  }
}
