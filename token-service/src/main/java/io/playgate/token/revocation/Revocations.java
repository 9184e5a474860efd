package io.playgate.token.revocation;

import io.playgate.feedclient.ConnectionLog;
import io.playgate.feedclient.FeedPace;
import io.playgate.revocationlist.FeedListener;
import io.playgate.revocationlist.RevocationFeed;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.TokenSubjects;
import io.playgate.support.client.ServiceAssertion;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.TokenError;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** This replica's memory of the revocation rules, kept current by the feed. */
@ApplicationScoped
public class Revocations {
  private static final Logger LOG = Logger.getLogger(Revocations.class);

  /** What revocation-service is called in an assertion. */
  static final String AUDIENCE = "playgate:revocation";

  private final RevocationReplica replica = new RevocationReplica();
  private final RevocationConfig config;
  private final RevocationFeed feed;

  Revocations(RevocationConfig config, ServiceAssertion assertion) {
    this.config = config;
    if (config.refreshStalenessLimit().compareTo(config.stalenessLimit()) < 0) {
      throw new IllegalStateException(
          "playgate.revocation.refresh-staleness-limit must not be less than"
              + " playgate.revocation.staleness-limit");
    }
    this.feed =
        new RevocationFeed(
            config.url(),
            replica,
            () -> assertion.authorizationFor(AUDIENCE),
            new Diary(),
            FeedPace.DEFAULT);
  }

  void start(@Observes StartupEvent started) {
    feed.start();
  }

  void stop(@Observes ShutdownEvent stopping) {
    feed.close();
  }

  /**
   * Refuses to issue for a new session while rules may be missing.
   *
   * @throws ProblemException {@link TokenError#REVOCATIONS_UNAVAILABLE}
   */
  public void requireCurrentForStart() {
    require(config.stalenessLimit());
  }

  /**
   * Refuses to issue for a session that plays while rules have been missing for long.
   *
   * @throws ProblemException {@link TokenError#REVOCATIONS_UNAVAILABLE}
   */
  public void requireCurrentForRefresh() {
    require(config.refreshStalenessLimit());
  }

  private void require(Duration limit) {
    if (!replica.isLoaded() || replica.ageMillis() > limit.toMillis()) {
      throw new ProblemException(
              TokenError.REVOCATIONS_UNAVAILABLE,
              "The list of revocations is missing or too old. Ask again shortly.")
          .withHeader("Retry-After", "1");
    }
  }

  /**
   * Up to when the rules are known completely, on the clock that sets the not-before of cut-offs,
   * epoch milliseconds; long past before the first snapshot.
   */
  public long completeToMillis() {
    return replica.lastConfirmedMillis();
  }

  /** The strictest rule that hits such a token, or null. */
  public @Nullable RevocationRule find(TokenSubjects token, long nowMillis) {
    return replica.find(token, nowMillis);
  }

  /** The replica itself, for health and metrics. */
  RevocationReplica replica() {
    return replica;
  }

  /** Whether the tail of the feed runs. */
  boolean isConnected() {
    return feed.isConnected();
  }

  /** Writes down when the feed comes and goes. */
  private static final class Diary implements FeedListener {
    private final ConnectionLog log = new ConnectionLog("Revocation feed", LOG::info, LOG::warn);

    @Override
    public void onSnapshot(RevocationReplica.Changes changes) {
      LOG.infof(
          "Revocations loaded: %d rules new, %d gone, %d carried over",
          changes.added().size(), changes.removed().size(), changes.carriedOver());
    }

    @Override
    public void onConnected() {
      log.connected();
    }

    @Override
    public void onDisconnected(String reason) {
      log.lost(reason);
    }
  }
}
