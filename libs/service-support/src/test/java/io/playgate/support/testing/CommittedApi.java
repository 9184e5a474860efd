package io.playgate.support.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The OpenAPI document of a service in docs/openapi, which has to be the one that the service
 * serves. With {@code -Dplaygate.openapi.write=true} it is written instead.
 */
public final class CommittedApi {

  private CommittedApi() {}

  /**
   * Asserts that the committed document is the served one.
   *
   * @param service the module's name
   * @param managementPort where the service under test serves it, on loopback
   */
  public static void assertServed(String service, int managementPort)
      throws IOException, InterruptedException {
    String served = get("http://127.0.0.1:" + managementPort + "/q/openapi?format=yaml");
    Path committed = Path.of("..", "docs", "openapi", service + ".yaml");
    if (Boolean.getBoolean("playgate.openapi.write")) {
      Files.createDirectories(committed.getParent());
      Files.writeString(committed, served);
      return;
    }
    assertThat(served)
        .as(
            "docs/openapi/%s.yaml is not what the service serves; if the change is meant, write it"
                + " with -Dplaygate.openapi.write=true and commit it",
            service)
        .isEqualTo(Files.exists(committed) ? Files.readString(committed) : "");
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        assertThat(answer.statusCode()).as(url).isEqualTo(200);
        return new String(body.readAllBytes(), UTF_8);
      }
    }
  }
}
