package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** The HTTP client of the tests. */
final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  Answer get(String url, String... headers) {
    return send("GET", url, null, headers);
  }

  /** Posts JSON. */
  Answer post(String url, String json, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = "application/json";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return send("POST", url, json, all);
  }

  /** Posts a form with the given {@code Authorization}; an empty one sends none. */
  Answer form(String url, Map<String, String> fields, String authorization) {
    String body =
        fields.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    return authorization.isEmpty()
        ? send("POST", url, body, "Content-Type", "application/x-www-form-urlencoded")
        : send(
            "POST",
            url,
            body,
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Authorization",
            authorization);
  }

  @SuppressWarnings("NullAway") // A null body is how BodyPublishers are left out below.
  Answer send(
      String method,
      String url,
      @org.jspecify.annotations.Nullable String body,
      String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(15))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(
          method + " " + url, client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** An answer, with what was asked for the message of a failure. */
  record Answer(String asked, HttpResponse<byte[]> response) {

    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String body() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
      return response.body();
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(asked + ": " + body(), e);
      }
    }

    Answer expect(int status) {
      assertThat(status()).as("%s: %s", asked, shortBody()).isEqualTo(status);
      return this;
    }

    Answer expectSuccess() {
      assertThat(status()).as("%s: %s", asked, shortBody()).isBetween(200, 299);
      return this;
    }

    /** Expects a problem+json answer with this status and, unless empty, this code. */
    Answer expectProblem(int status, String code) {
      expect(status);
      assertThat(header("Content-Type")).as(asked).startsWith("application/problem+json");
      JsonNode problem = json();
      for (String member : new String[] {"type", "title", "status", "detail", "code", "instance"}) {
        assertThat(problem.has(member)).as("%s: member %s of %s", asked, member, problem).isTrue();
      }
      assertThat(problem.required("status").asInt()).as(asked).isEqualTo(status);
      if (!code.isEmpty()) {
        assertThat(problem.required("code").asText()).as(asked).isEqualTo(code);
      }
      assertThat(body()).as(asked).doesNotContain("Exception", "io.playgate", "\tat ");
      return this;
    }

    private String shortBody() {
      String body = body();
      return body.length() > 400 ? body.substring(0, 400) + "..." : body;
    }
  }
}
