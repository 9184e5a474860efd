package io.playgate.edge.revocation;

import io.playgate.edge.introspection.IntrospectionConfig;
import io.playgate.edge.profile.ConfigurationReplica;
import io.playgate.edge.profile.EdgeConfiguration;
import io.playgate.feedclient.ConnectionLog;
import io.playgate.feedclient.FeedPace;
import io.playgate.revocationlist.FeedListener;
import io.playgate.revocationlist.RevocationFeed;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.SubjectDigest;
import io.playgate.support.client.ServiceAssertion;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import org.jboss.logging.Logger;

/**
 * Keeps the revocation replica current for as long as the edge runs, and tells it the
 * subject-digest key. A former key is kept beside the current one, since tokens made with it live
 * on for a while.
 */
@Singleton
public class RevocationFollower {

  private static final Logger LOG = Logger.getLogger(RevocationFollower.class);
  private static final String AUDIENCE = "playgate:revocation";
  private static final int KEYS = 2;

  private final RevocationReplica replica;
  private final RevocationFeed feed;
  private final List<SecretKey> digestKeys = new ArrayList<>();

  /** Prepares the feed; it starts once the application has. */
  @Inject
  public RevocationFollower(
      IntrospectionConfig config,
      RevocationReplica replica,
      ServiceAssertion assertion,
      ConfigurationReplica configuration) {
    this.replica = replica;
    this.feed =
        new RevocationFeed(
            config.url(),
            replica,
            () -> assertion.authorizationFor(AUDIENCE),
            new Reporter(),
            FeedPace.DEFAULT);
    configuration.onChange(this::useDigestKey);
  }

  void start(@Observes StartupEvent event) {
    feed.start();
  }

  void stop(@Observes ShutdownEvent event) {
    feed.close();
  }

  /** Whether the tail of the log runs right now. */
  public boolean isConnected() {
    return feed.isConnected();
  }

  /** Whether revocation-service refused this edge's credential when it last answered. */
  public boolean isRefused() {
    return feed.isRefused();
  }

  private void useDigestKey(EdgeConfiguration configuration) {
    SecretKey key = configuration.subjectDigestKey();
    if (key == null || (!digestKeys.isEmpty() && digestKeys.getFirst().equals(key))) {
      return;
    }
    digestKeys.remove(key);
    digestKeys.addFirst(key);
    while (digestKeys.size() > KEYS) {
      digestKeys.removeLast();
    }
    replica.useDigests(
        digestKeys.stream().map(former -> new SubjectDigest(former.getEncoded())).toList());
  }

  /** Says in the log when the feed comes and goes, and not at every attempt. */
  private static final class Reporter implements FeedListener {
    private final ConnectionLog log = new ConnectionLog("Revocation feed", LOG::info, LOG::warn);

    @Override
    public void onSnapshot(RevocationReplica.Changes changes) {
      LOG.infof(
          "Revocation snapshot: %d rules added, %d removed, %d carried over",
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
