package io.playgate.revocationlist;

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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link RevocationReplica} current: takes a snapshot, then follows the log by server-sent
 * events, resumes where it stopped when the connection is lost, and takes a new snapshot when the
 * log cannot be continued. It never gives up until closed; how old the replica is meanwhile, the
 * replica says itself.
 *
 * <p>The service sends an event at least every 2 s; where nothing comes for three times as long,
 * the connection is taken for dead.
 */
public final class RevocationFeed implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(RevocationFeed.class.getName());

  /**
   * The pace of the feed.
   *
   * @param connectTimeout longest wait for a connection and for the head of an answer
   * @param snapshotTimeout longest time that reading a snapshot may take
   * @param silenceLimit a connection that brings nothing for so long is dead
   * @param firstDelay wait before the second attempt in a row; doubles with each further one
   * @param maxDelay longest wait between attempts
   */
  public record Pace(
      Duration connectTimeout,
      Duration snapshotTimeout,
      Duration silenceLimit,
      Duration firstDelay,
      Duration maxDelay) {
    /** 2 s to connect, 30 s for a snapshot, 6 s of silence, attempts after 50 ms up to 2 s. */
    public static final Pace DEFAULT =
        new Pace(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(6),
            Duration.ofMillis(50),
            Duration.ofSeconds(2));

    public Pace {
      requirePositive(connectTimeout, "connectTimeout");
      requirePositive(snapshotTimeout, "snapshotTimeout");
      requirePositive(silenceLimit, "silenceLimit");
      requirePositive(firstDelay, "firstDelay");
      requirePositive(maxDelay, "maxDelay");
    }

    private static void requirePositive(Duration duration, String name) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(name + " must be positive");
      }
    }
  }

  /** How one attempt to follow the log ended. */
  private enum End {
    /** The stream ended or fell silent: resume from the replica's place. */
    LOST,
    /** The log cannot be continued from there. */
    SNAPSHOT_NEEDED
  }

  private final URI snapshotUri;
  private final URI feedUri;
  private final RevocationReplica replica;
  private final Supplier<String> authorization;
  private final FeedListener listener;
  private final Pace pace;
  private final HttpClient client;
  private final Thread follower;
  private final Thread watchdog;

  /** Guards the body that is being read and the deadline at which it is closed. */
  private final Object lock = new Object();

  private @Nullable InputStream body;
  private long deadlineNanos;

  private volatile boolean closed;
  private volatile boolean connected;
  private volatile boolean refused;

  /**
   * A feed that is not started yet.
   *
   * @param baseUri where revocation-service is, such as {@code http://revocation:8083}
   * @param replica what is kept current; by this feed only
   * @param authorization the value of the {@code Authorization} header, asked for each request
   * @param listener hears what the feed brings
   * @param pace time-outs and delays
   */
  public RevocationFeed(
      URI baseUri,
      RevocationReplica replica,
      Supplier<String> authorization,
      FeedListener listener,
      Pace pace) {
    String base = baseUri.toString().replaceAll("/+$", "");
    this.snapshotUri = URI.create(base + "/v1/revocations/snapshot");
    this.feedUri = URI.create(base + "/v1/revocations/feed");
    this.replica = replica;
    this.authorization = authorization;
    this.listener = listener;
    this.pace = pace;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(pace.connectTimeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    this.follower = Thread.ofVirtual().name("revocation-feed").unstarted(this::follow);
    this.watchdog = Thread.ofVirtual().name("revocation-feed-watchdog").unstarted(this::watch);
  }

  /** Starts to follow the log; returns at once. */
  public RevocationFeed start() {
    follower.start();
    watchdog.start();
    return this;
  }

  /** Whether the tail of the log runs right now. */
  public boolean isConnected() {
    return connected;
  }

  /**
   * Whether the service refused the credential (401 or 403) when it last answered: it will not help
   * to ask again.
   */
  public boolean isRefused() {
    return refused;
  }

  /** Stops; the replica stays as it is. Does not wait for calls of the listener to end. */
  @Override
  public void close() {
    closed = true;
    closeBody();
    follower.interrupt();
    watchdog.interrupt();
    client.shutdownNow();
  }

  private void follow() {
    boolean snapshotNeeded = true;
    int failures = 0;
    while (!closed) {
      long since = System.nanoTime();
      String reason;
      try {
        if (snapshotNeeded) {
          takeSnapshot();
          snapshotNeeded = false;
        }
        snapshotNeeded = followLog() == End.SNAPSHOT_NEEDED;
        reason = snapshotNeeded ? "the log cannot be continued" : "the connection ended";
      } catch (IOException | TimeoutException e) {
        reason = e.getClass().getSimpleName() + ": " + e.getMessage();
      } catch (MalformedFeedException e) {
        snapshotNeeded = true;
        reason = "malformed: " + e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // For instance the authorization supplier. The feed must outlive it.
        reason = "failed: " + e;
      }
      // A connection that held is resumed at once; only attempts that lead nowhere are slowed down.
      boolean held = connected && System.nanoTime() - since > pace.maxDelay().toNanos();
      failures = held ? 0 : failures + 1;
      connected = false;
      if (closed) {
        return;
      }
      String told = reason;
      LOGGER.log(System.Logger.Level.DEBUG, "revocation feed disconnected: {0}", told);
      tell(to -> to.onDisconnected(told));
      try {
        Thread.sleep(delay(failures));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Doubles up to the longest delay; half of it is spread, so that edges do not come at once. */
  private Duration delay(int failures) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    long longest =
        Math.min(
            pace.maxDelay().toMillis(), pace.firstDelay().toMillis() << Math.min(failures - 1, 20));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }

  private void takeSnapshot() throws IOException, InterruptedException, TimeoutException {
    HttpResponse<InputStream> response =
        send(request(snapshotUri).header("Accept", "application/json").build());
    try (InputStream stream = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("snapshot answered " + response.statusCode());
      }
      guard(stream, pace.snapshotTimeout());
      RevocationReplica.Changes changes = replica.replaceAll(RevocationJson.readSnapshot(stream));
      tell(to -> to.onSnapshot(changes));
    } finally {
      unguard();
    }
  }

  private End followLog() throws IOException, InterruptedException, TimeoutException {
    FeedPosition from = replica.position();
    if (from == null) {
      return End.SNAPSHOT_NEEDED;
    }
    HttpResponse<InputStream> response =
        send(
            request(feedUri)
                .header("Accept", "text/event-stream")
                .header("Cache-Control", "no-store")
                .header("Last-Event-ID", from.toString())
                .build());
    try (InputStream stream = response.body()) {
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (response.statusCode() != 200 || !type.startsWith("text/event-stream")) {
        throw new IOException("feed answered " + response.statusCode() + " " + type);
      }
      guard(stream, pace.silenceLimit());
      ServerSentEventReader events =
          new ServerSentEventReader(stream, () -> guard(stream, pace.silenceLimit()));
      for (ServerSentEvent event = events.next(); event != null; event = events.next()) {
        if (!take(event)) {
          return End.SNAPSHOT_NEEDED;
        }
      }
      return End.LOST;
    } finally {
      unguard();
    }
  }

  /** Whether the log goes on from here. */
  private boolean take(ServerSentEvent event) {
    return switch (event.type()) {
      case "rule" -> {
        RevocationRule rule = RevocationJson.readRule(event.data());
        yield takeChange(replica.apply(position(event), rule), to -> to.onRule(rule));
      }
      case "lift" -> {
        String id = RevocationJson.readLift(event.data());
        yield takeChange(replica.lift(position(event), id), to -> to.onLift(id));
      }
      case "position" -> {
        RevocationReplica.Outcome outcome =
            replica.confirm(position(event), RevocationJson.readTime(event.data()));
        if (outcome == RevocationReplica.Outcome.APPLIED && !connected) {
          connected = true;
          tell(FeedListener::onConnected);
        }
        yield outcome != RevocationReplica.Outcome.NOT_CONTINUOUS;
      }
      case "reset" -> false;
      default -> true;
    };
  }

  private boolean takeChange(RevocationReplica.Outcome outcome, Consumer<FeedListener> news) {
    if (outcome == RevocationReplica.Outcome.APPLIED) {
      tell(news);
    }
    return outcome != RevocationReplica.Outcome.NOT_CONTINUOUS;
  }

  private static FeedPosition position(ServerSentEvent event) {
    String id = event.id();
    if (id == null) {
      throw new MalformedFeedException("an event lacks its id");
    }
    try {
      return FeedPosition.parse(id);
    } catch (IllegalArgumentException e) {
      throw new MalformedFeedException("an event's id is malformed", e);
    }
  }

  private HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).header("Authorization", authorization.get());
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
      refused = answer.statusCode() == 401 || answer.statusCode() == 403;
      return answer;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      if (!response.isDone()) {
        response.cancel(true);
      }
    }
  }

  private void guard(InputStream stream, Duration limit) {
    synchronized (lock) {
      body = stream;
      deadlineNanos = System.nanoTime() + limit.toNanos();
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
      } catch (IOException e) {
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
        overdue = body != null && System.nanoTime() - deadlineNanos > 0;
      }
      if (overdue) {
        closeBody();
      }
    }
  }

  private void tell(Consumer<FeedListener> news) {
    try {
      news.accept(listener);
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "a listener of the revocation feed failed", e);
    }
  }
}
