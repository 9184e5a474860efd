package io.playgate.feedclient;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows one feed of server-sent events until closed: connects, resumes where it stopped, and
 * never gives up, whatever its handler throws. A connection that brings nothing for the silence
 * limit is closed by a watchdog; the time that the handler takes for an event does not count. A
 * connection that held is resumed at once; attempts that lead nowhere are slowed down.
 *
 * <p>Not a server's idea of when to come back counts ({@code retry}), nor redirects: the credential
 * goes to the configured host only.
 */
public final class EventFeed implements AutoCloseable {
  /** Why a connection is gone that the peer ended in good order. */
  public static final String ENDED = "the connection ended";

  private static final System.Logger LOGGER = System.getLogger(EventFeed.class.getName());

  private final String name;
  private final String base;
  private final URI uri;
  private final int maxEventBytes;
  private final Supplier<String> authorization;
  private final FeedHandler handler;
  private final FeedPace pace;
  private final Backoff backoff;
  private final HttpClient client;
  private final Thread follower;
  private final Thread watchdog;

  /** Guards the body that is being read and the deadline at which it is closed. */
  private final Object lock = new Object();

  private @Nullable InputStream body;
  private boolean awaited;
  private long deadlineNanos;

  private volatile boolean closed;
  private volatile boolean connected;
  private volatile boolean refused;
  private volatile long heardNanos = System.nanoTime();

  /**
   * A feed that is not started yet.
   *
   * @param name what threads and log lines call it, such as {@code revocation-feed}
   * @param baseUri where the peer is, such as {@code http://revocation:8083}
   * @param path where the feed is, below the base URI
   * @param maxEventBytes the largest event, in bytes
   * @param authorization the value of the {@code Authorization} header, asked for each request
   * @param handler takes what the feed brings
   * @param pace time-outs and delays
   */
  public EventFeed(
      String name,
      URI baseUri,
      String path,
      int maxEventBytes,
      Supplier<String> authorization,
      FeedHandler handler,
      FeedPace pace) {
    this.name = name;
    this.base = baseUri.toString().replaceAll("/+$", "");
    this.uri = URI.create(base + path);
    this.maxEventBytes = maxEventBytes;
    this.authorization = authorization;
    this.handler = handler;
    this.pace = pace;
    this.backoff = new Backoff(pace.firstDelay(), pace.maxDelay());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(pace.connectTimeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    this.follower = Thread.ofVirtual().name(name).unstarted(this::follow);
    this.watchdog = Thread.ofVirtual().name(name + "-watchdog").unstarted(this::watch);
  }

  /** Starts to follow; returns at once. */
  public EventFeed start() {
    follower.start();
    watchdog.start();
    return this;
  }

  /** Whether the feed runs right now, as its handler understands it. */
  public boolean isConnected() {
    return connected;
  }

  /**
   * Whether the peer refused the credential (401 or 403) when it last answered: it will not help to
   * ask again.
   */
  public boolean isRefused() {
    return refused;
  }

  /**
   * Whether one of its threads ended though nobody closed the feed: nothing will follow any more.
   */
  public boolean hasDied() {
    return !closed
        && (follower.getState() == Thread.State.TERMINATED
            || watchdog.getState() == Thread.State.TERMINATED);
  }

  /** How long ago something was heard on the feed; since this was made where nothing ever was. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  /** Stops. Does not wait for calls of the handler to end. */
  @Override
  public void close() {
    closed = true;
    closeBody();
    follower.interrupt();
    watchdog.interrupt();
    client.shutdownNow();
  }

  private void follow() {
    while (!closed) {
      long since = System.nanoTime();
      String reason = attempt();
      boolean wasConnected = connected;
      connected = false;
      if (closed || reason == null) {
        return;
      }
      if (wasConnected && System.nanoTime() - since > pace.maxDelay().toNanos()) {
        backoff.succeeded();
      } else {
        backoff.failed();
      }
      LOGGER.log(System.Logger.Level.DEBUG, "{0} disconnected: {1}", name, reason);
      tell(() -> handler.onDisconnected(reason, wasConnected));
      try {
        Thread.sleep(backoff.delay());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Why the attempt ended; null where the thread is to end. */
  private @Nullable String attempt() {
    try {
      return followOnce();
    } catch (IOException | TimeoutException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    } catch (MalformedFeedException e) {
      tell(handler::reset);
      return "malformed: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (RuntimeException e) {
      // For instance the authorization supplier. The feed must outlive it.
      return "failed: " + e;
    } catch (Throwable e) {
      // For instance the memory. Nobody knows how far the handler came.
      tell(handler::reset);
      return "failed: " + e;
    }
  }

  /** Why the connection ended. */
  private String followOnce() throws IOException, InterruptedException, TimeoutException {
    String from = handler.begin(this::fetch);
    HttpRequest.Builder request =
        request(uri).header("Accept", "text/event-stream").header("Cache-Control", "no-store");
    if (from != null) {
      request.header("Last-Event-ID", from);
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream stream = response.body()) {
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (response.statusCode() != 200 || !type.startsWith("text/event-stream")) {
        throw new IOException("feed answered " + response.statusCode() + " " + type);
      }
      guard(stream, pace.silenceLimit());
      EventStreamReader events = new EventStreamReader(stream, maxEventBytes, () -> heard(stream));
      for (ServerSentEvent event = events.next(); event != null; event = events.next()) {
        pause();
        switch (handler.take(event)) {
          case CONTINUE -> {}
          case CURRENT -> {
            if (!connected) {
              connected = true;
              tell(handler::onConnected);
            }
          }
          case RESTART -> {
            handler.reset();
            return "the feed cannot be continued";
          }
        }
        resume();
      }
      return ENDED;
    } finally {
      unguard();
    }
  }

  private <T> T fetch(String path, FeedHandler.Reader<T> reader)
      throws IOException, InterruptedException, TimeoutException {
    HttpResponse<InputStream> response =
        send(request(URI.create(base + path)).header("Accept", "application/json").build());
    try (InputStream stream = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(path + " answered " + response.statusCode());
      }
      guard(stream, pace.fetchTimeout());
      return reader.read(stream);
    } finally {
      unguard();
    }
  }

  private HttpRequest.Builder request(URI target) {
    return HttpRequest.newBuilder(target).header("Authorization", authorization.get());
  }

  /**
   * Sends and waits for the head of the answer. Not by the request's own time-out: from JDK 26 on
   * that one would end the body too, and the feed's body has no end.
   */
  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<InputStream>> response =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      HttpResponse<InputStream> answer =
          response.get(2 * pace.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
      note(answer.statusCode());
      return answer;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      if (!response.isDone()) {
        response.cancel(true);
      }
    }
  }

  private void note(int status) {
    boolean nowRefused = status == 401 || status == 403;
    boolean first = nowRefused && !refused;
    refused = nowRefused;
    if (first) {
      tell(() -> handler.onRefused(status));
    }
  }

  private void heard(InputStream stream) {
    heardNanos = System.nanoTime();
    guard(stream, pace.silenceLimit());
  }

  private void guard(InputStream stream, Duration limit) {
    synchronized (lock) {
      body = stream;
      awaited = true;
      deadlineNanos = System.nanoTime() + limit.toNanos();
    }
  }

  /** Nothing is read for now, so that silence says nothing of the connection. */
  private void pause() {
    synchronized (lock) {
      awaited = false;
    }
  }

  private void resume() {
    synchronized (lock) {
      awaited = true;
      deadlineNanos = System.nanoTime() + pace.silenceLimit().toNanos();
    }
  }

  private void unguard() {
    synchronized (lock) {
      body = null;
    }
  }

  private void closeBody() {
    InputStream stream;
    synchronized (lock) {
      stream = body;
      body = null;
    }
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException | RuntimeException | Error e) {
        LOGGER.log(System.Logger.Level.DEBUG, "closing a feed connection failed", e);
      }
    }
  }

  /** Closes a body that is past its deadline, which ends the read that hangs on it. */
  private void watch() {
    Duration interval = pace.silenceLimit().dividedBy(6);
    while (!closed) {
      try {
        Thread.sleep(interval);
      } catch (InterruptedException e) {
        return;
      }
      boolean overdue;
      synchronized (lock) {
        overdue = body != null && awaited && System.nanoTime() - deadlineNanos > 0;
      }
      if (overdue) {
        closeBody();
      }
    }
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | Error e) {
      LOGGER.log(System.Logger.Level.ERROR, "a handler of the " + name + " failed", e);
    }
  }
}
