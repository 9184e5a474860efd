package io.playgate.edge.media;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Whose request each connection to the origin is for. A connection of HTTP/1.1 is given to the next
 * request as soon as an answer is read, while its player may still be sent it. The client resets a
 * request by closing its connection even then, and would cut off the next one's answer.
 */
final class OriginConnections {

  /** The turn that each connection is at. A turn must not refer to its connection. */
  private final Map<HttpConnection, Turn> turns = Collections.synchronizedMap(new WeakHashMap<>());

  /** One request's use of its connection. */
  static final class Turn {}

  /** Begins a request's turn, which ends that of the one before. */
  Turn begin(HttpClientRequest request) {
    Turn turn = new Turn();
    turns.put(request.connection(), turn);
    return turn;
  }

  /** Ends a request, unless its connection is another one's by now. */
  void reset(HttpClientRequest request, Turn turn) {
    if (turn == turns.get(request.connection())) {
      request.reset();
    }
  }
}
