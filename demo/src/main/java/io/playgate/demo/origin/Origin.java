package io.playgate.demo.origin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The HTTP server of the origin. */
public final class Origin {
  private final MediaLibrary library;

  private Origin(MediaLibrary library) {
    this.library = library;
  }

  /**
   * Starts an origin on loopback.
   *
   * @param port 0 for any free one
   */
  public static Future<HttpServer> start(Vertx vertx, MediaLibrary library, int port) {
    Origin origin = new Origin(library);
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                // A proxy that let a player turn its connection into h2c would be bypassed on it.
                .setHttp2ClearTextEnabled(false))
        .requestHandler(origin::handle)
        .listen();
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    boolean head = request.method().equals(HttpMethod.HEAD);
    if (!head && !request.method().equals(HttpMethod.GET)) {
      response.putHeader("Allow", "GET, HEAD").setStatusCode(405).end();
      return;
    }
    Optional<MediaFile> found = library.find(request.path() == null ? "" : request.path());
    if (found.isEmpty()) {
      response.setStatusCode(404).end();
      return;
    }
    MediaFile file = found.get();
    // Players ask again before they use what they keep, so that each use of the demo is judged.
    response
        .putHeader("ETag", file.etag())
        .putHeader("Accept-Ranges", "bytes")
        .putHeader("Cache-Control", "no-cache");
    if (names(request.getHeader("If-None-Match"), file.etag())) {
      response.setStatusCode(304).end();
      return;
    }
    String ifRange = request.getHeader("If-Range");
    boolean rangeHolds = ifRange == null || ifRange.equals(file.etag());
    int length = file.content().length();
    switch (ByteRange.of(rangeHolds ? request.getHeader("Range") : null, length)) {
      case ByteRange.Whole() -> send(response, head, file, file.content());
      case ByteRange.Part part -> {
        response
            .setStatusCode(206)
            .putHeader(
                "Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), length));
        send(response, head, file, file.content().slice(part.first(), part.last() + 1));
      }
      case ByteRange.Unsatisfiable() ->
          response.setStatusCode(416).putHeader("Content-Range", "bytes */" + length).end();
    }
  }

  private static void send(
      HttpServerResponse response, boolean head, MediaFile file, Buffer content) {
    response
        .putHeader("Content-Type", file.contentType())
        .putHeader("Content-Length", Integer.toString(content.length()));
    if (head) {
      response.end();
    } else {
      response.end(content);
    }
  }

  /** Whether an {@code If-None-Match} header names the validator (RFC 9110, section 13.1.2). */
  private static boolean names(@Nullable String header, String etag) {
    return header != null
        && Arrays.stream(header.split(",", -1))
            .map(String::strip)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
  }
}
