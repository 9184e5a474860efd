package io.playgate.connector.revocation;

import io.playgate.connector.listing.RevokedList;
import io.playgate.feedclient.ConnectionLog;
import io.playgate.revocationlist.FeedListener;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationSnapshot;
import org.jboss.logging.Logger;

/** Carries what the feed brings into the list. */
public final class ListUpdates implements FeedListener {
  private static final Logger LOG = Logger.getLogger(ListUpdates.class);

  private final RevocationReplica replica;
  private final RevokedList list;
  private final ConnectionLog log = new ConnectionLog("Revocation feed", LOG::info, LOG::warn);

  /**
   * @param replica what the feed keeps current
   * @param list follows it
   */
  public ListUpdates(RevocationReplica replica, RevokedList list) {
    this.replica = replica;
    this.list = list;
  }

  @Override
  public void onSnapshot(RevocationReplica.Changes changes) {
    RevocationSnapshot snapshot = replica.snapshot();
    if (snapshot != null) {
      list.replaceAll(snapshot.rules(), snapshot.position(), snapshot.timeMillis());
      LOG.infof("Revocation snapshot: %d rules", snapshot.rules().size());
    }
  }

  @Override
  public void onRule(RevocationRule rule) {
    FeedPosition at = replica.position();
    if (at != null) {
      list.put(rule, at);
    }
  }

  @Override
  public void onLift(String id) {
    FeedPosition at = replica.position();
    if (at != null) {
      list.lift(id, at);
    }
  }

  @Override
  public void onConfirmed(long timeMillis) {
    list.confirm(timeMillis);
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
