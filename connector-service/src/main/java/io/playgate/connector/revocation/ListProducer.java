package io.playgate.connector.revocation;

import io.playgate.connector.listing.RevokedList;
import io.playgate.revocationlist.RevocationReplica;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one replica and the one list of this service injectable. */
final class ListProducer {

  private ListProducer() {}

  /** Returns an empty replica; the feed fills it. */
  @Produces
  @Singleton
  static RevocationReplica replica() {
    return new RevocationReplica();
  }

  /** Returns an empty list; the feed fills it. */
  @Produces
  @Singleton
  static RevokedList list() {
    return new RevokedList();
  }
}
