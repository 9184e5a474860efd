package io.playgate.connector.revocation;

import io.playgate.connector.listing.RevokedList;
import io.playgate.feedclient.FeedPace;
import io.playgate.revocationlist.RevocationFeed;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.support.client.ServiceAssertion;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Keeps the replica and the list current for as long as the service runs. */
@Singleton
public class RevocationFollower {

  private static final String AUDIENCE = "playgate:revocation";

  private final RevocationFeed feed;

  /** Prepares the feed; it starts once the application has. */
  @Inject
  public RevocationFollower(
      RevocationConfig config,
      RevocationReplica replica,
      RevokedList list,
      ServiceAssertion assertion) {
    this.feed =
        new RevocationFeed(
            config.url(),
            replica,
            () -> assertion.authorizationFor(AUDIENCE),
            new ListUpdates(replica, list),
            FeedPace.DEFAULT);
  }

  void start(@Observes StartupEvent event) {
    feed.start();
  }

  void stop(@Observes ShutdownEvent event) {
    feed.close();
  }

  /** Whether it ended though nobody closed it: nothing will follow the log any more. */
  public boolean hasDied() {
    return feed.hasDied();
  }

  /** Whether the tail of the log runs right now. */
  public boolean isConnected() {
    return feed.isConnected();
  }

  /** Whether revocation-service refused this service's credential when it last answered. */
  public boolean isRefused() {
    return feed.isRefused();
  }
}
