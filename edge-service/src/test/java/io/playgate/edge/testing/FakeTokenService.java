package io.playgate.edge.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** token-service, as far as an edge sees it. */
public final class FakeTokenService extends FakeServer {

  private final Object lock = new Object();
  private final AtomicInteger fetches = new AtomicInteger();
  private long version;
  private String document = "{}";
  private boolean silent;

  FakeTokenService(int port) {
    super(port);
  }

  /** Puts a configuration in force and tells every edge. */
  public long configure(String subjectDigestKey, List<String> profiles) {
    synchronized (lock) {
      version++;
      document =
          "{\"version\":%d,\"subjectDigestKey\":\"%s\",\"profiles\":[%s]}"
              .formatted(version, subjectDigestKey, String.join(",", profiles));
      if (!silent) {
        sendToAll(configuration());
      }
      return version;
    }
  }

  /** Sends a text as configuration, whatever it is. */
  public void sendGarbage(String text) {
    sendToAll(event("configuration", "0", text));
  }

  /** Whether changes are kept from the feed, as if it lagged. */
  public void beSilent(boolean value) {
    synchronized (lock) {
      silent = value;
    }
  }

  /** How often the document was fetched apart from the feed. */
  public int fetches() {
    return fetches.get();
  }

  private String configuration() {
    return event("configuration", Long.toString(version), document);
  }

  @Override
  void answer(HttpExchange exchange) throws IOException {
    if (!isEdge(exchange, "playgate:token")) {
      return;
    }
    switch (exchange.getRequestURI().getPath()) {
      case "/v1/edge-configuration" -> {
        fetches.incrementAndGet();
        String current;
        synchronized (lock) {
          current = document;
        }
        json(exchange, 200, current);
      }
      case "/v1/edge-configuration/feed" ->
          stream(
              exchange,
              lock,
              this::configuration,
              () -> event("position", Long.toString(version), "{}"));
      default -> json(exchange, 404, "{}");
    }
  }
}
