package io.playgate.token.testing;

import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.toy.ToyDialect;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The dialects of the library and one more: all that it takes to have another. */
@Alternative
public final class ToyDialects {
  private ToyDialects() {}

  @Produces
  @Singleton
  static DialectRegistry registry() {
    return Dialects.registry().with(new ToyDialect());
  }
}
