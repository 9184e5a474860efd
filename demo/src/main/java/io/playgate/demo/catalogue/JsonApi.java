package io.playgate.demo.catalogue;

import io.playgate.demo.billing.BillingSystem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Calls the services' APIs with JSON bodies, one after the other. */
final class JsonApi implements AutoCloseable {
  private static final Duration TIME = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIME).build();

  /** Puts a document. */
  JsonObject put(String url, String bearer, JsonObject body) throws ApiException {
    return call(
        request(url)
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build());
  }

  /** Posts a document, in the name of nobody. */
  JsonObject post(String url, JsonObject body) throws ApiException {
    return call(
        request(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build());
  }

  /** Posts a document. */
  JsonObject post(String url, String bearer, JsonObject body) throws ApiException {
    return call(
        request(url)
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build());
  }

  /** Posts a message of billing. */
  void post(String url, BillingSystem.Message message) throws ApiException {
    HttpRequest.Builder request = request(url);
    message.headers().forEach(request::header);
    call(request.POST(HttpRequest.BodyPublishers.ofString(message.body())).build());
  }

  /** Posts a form with the credential of a client. */
  JsonObject postForm(String url, String basic, String form) throws ApiException {
    return call(
        request(url)
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  /** Deletes something. */
  void delete(String url, String bearer) throws ApiException {
    call(request(url).header("Authorization", "Bearer " + bearer).DELETE().build());
  }

  /** The status that a URL answers. */
  int status(String url) throws ApiException {
    return send(request(url).GET().build()).statusCode();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(TIME);
  }

  private JsonObject call(HttpRequest request) throws ApiException {
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() / 100 != 2) {
      // Problem documents say what is wrong and hold no secrets.
      throw new ApiException(
          "%s %s answered %d: %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  answer.statusCode(),
                  answer.body().strip()));
    }
    try {
      return answer.body().isBlank() ? new JsonObject() : new JsonObject(answer.body());
    } catch (DecodeException e) {
      throw new ApiException(
          "%s %s did not answer JSON".formatted(request.method(), request.uri().getPath()), e);
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws ApiException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new ApiException(
          "%s %s failed: %s".formatted(request.method(), request.uri().getPath(), e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException("interrupted", e);
    }
  }
}
