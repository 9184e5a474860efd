package io.playgate.revocationlist;

import io.playgate.feedclient.EventFeed;
import io.playgate.feedclient.FeedHandler;
import io.playgate.feedclient.FeedPace;
import io.playgate.feedclient.MalformedFeedException;
import io.playgate.feedclient.ServerSentEvent;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link RevocationReplica} current: takes a snapshot, then follows the log by an {@link
 * EventFeed}, resumes where it stopped when the connection is lost, and takes a new snapshot when
 * the log cannot be continued. How old the replica is meanwhile, the replica says itself.
 *
 * <p>The service sends an event at least every 2 s; where nothing comes for three times as long,
 * the connection is taken for dead.
 */
public final class RevocationFeed implements AutoCloseable {
  /** The largest event of the log, in bytes. */
  static final int MAX_EVENT_BYTES = 64 * 1024;

  private static final System.Logger LOGGER = System.getLogger(RevocationFeed.class.getName());
  private static final String SNAPSHOT = "/v1/revocations/snapshot";
  private static final String FEED = "/v1/revocations/feed";

  private final EventFeed feed;

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
      FeedPace pace) {
    this.feed =
        new EventFeed(
            "revocation-feed",
            baseUri,
            FEED,
            MAX_EVENT_BYTES,
            authorization,
            new Log(replica, listener),
            pace);
  }

  /** Starts to follow the log; returns at once. */
  public RevocationFeed start() {
    feed.start();
    return this;
  }

  /** Whether the tail of the log runs right now. */
  public boolean isConnected() {
    return feed.isConnected();
  }

  /**
   * Whether the service refused the credential (401 or 403) when it last answered: it will not help
   * to ask again.
   */
  public boolean isRefused() {
    return feed.isRefused();
  }

  /** Whether it ended though nobody closed it: nothing will follow the log any more. */
  public boolean hasDied() {
    return feed.hasDied();
  }

  /** Stops; the replica stays as it is. Does not wait for calls of the listener to end. */
  @Override
  public void close() {
    feed.close();
  }

  /** What the events of the log mean. */
  private static final class Log implements FeedHandler {
    private final RevocationReplica replica;
    private final FeedListener listener;
    private boolean snapshotNeeded = true;

    Log(RevocationReplica replica, FeedListener listener) {
      this.replica = replica;
      this.listener = listener;
    }

    @Override
    public @Nullable String begin(Documents documents)
        throws IOException, InterruptedException, TimeoutException {
      if (snapshotNeeded) {
        RevocationReplica.Changes changes =
            replica.replaceAll(documents.fetch(SNAPSHOT, RevocationJson::readSnapshot));
        snapshotNeeded = false;
        tell(to -> to.onSnapshot(changes));
      }
      FeedPosition from = replica.position();
      return from == null ? null : from.toString();
    }

    @Override
    public Step take(ServerSentEvent event) {
      return switch (event.type()) {
        case "rule" -> {
          RevocationRule rule = RevocationJson.readRule(event.data());
          yield change(replica.apply(position(event), rule), to -> to.onRule(rule));
        }
        case "lift" -> {
          String id = RevocationJson.readLift(event.data());
          yield change(replica.lift(position(event), id), to -> to.onLift(id));
        }
        case "position" -> {
          long time = RevocationJson.readTime(event.data());
          yield switch (replica.confirm(position(event), time)) {
            case APPLIED -> {
              tell(to -> to.onConfirmed(time));
              yield Step.CURRENT;
            }
            case ALREADY_SEEN -> Step.CONTINUE;
            case NOT_CONTINUOUS -> Step.RESTART;
          };
        }
        case "reset" -> Step.RESTART;
        default -> Step.CONTINUE;
      };
    }

    @Override
    public void reset() {
      snapshotNeeded = true;
    }

    @Override
    public void onConnected() {
      listener.onConnected();
    }

    @Override
    public void onDisconnected(String reason, boolean wasConnected) {
      listener.onDisconnected(reason);
    }

    private Step change(RevocationReplica.Outcome outcome, Consumer<FeedListener> news) {
      if (outcome == RevocationReplica.Outcome.APPLIED) {
        tell(news);
      }
      return outcome == RevocationReplica.Outcome.NOT_CONTINUOUS ? Step.RESTART : Step.CONTINUE;
    }

    private void tell(Consumer<FeedListener> news) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        LOGGER.log(System.Logger.Level.ERROR, "a listener of the revocation feed failed", e);
      }
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
  }
}
