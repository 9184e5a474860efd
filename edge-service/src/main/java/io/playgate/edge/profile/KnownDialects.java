package io.playgate.edge.profile;

import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.catalogue.Dialects;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Hands out the dialects of the library: the only place of this service that names them. */
final class KnownDialects {
  private KnownDialects() {}

  /** The registry. */
  @Produces
  @Singleton
  static DialectRegistry registry() {
    return Dialects.registry();
  }
}
