package io.playgate.edge.revocation;

import io.playgate.revocationlist.RevocationReplica;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one revocation replica of this edge injectable. */
final class ReplicaProducer {

  private ReplicaProducer() {}

  /** Returns an empty replica; the feed fills it. */
  @Produces
  @Singleton
  static RevocationReplica replica() {
    return new RevocationReplica();
  }
}
