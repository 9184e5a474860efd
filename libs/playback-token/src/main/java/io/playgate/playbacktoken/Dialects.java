package io.playgate.playbacktoken;

import io.playgate.playbacktoken.edgeauth.EdgeAuthDialect;
import io.playgate.playbacktoken.jwt.JwtDialect;
import io.playgate.playbacktoken.opaque.OpaqueDialect;
import java.util.List;
import java.util.Optional;

/** Every dialect there is. Adding one touches its own package and this list. */
public final class Dialects {
  private static final List<Dialect> ALL =
      List.of(new EdgeAuthDialect(), new JwtDialect(), new OpaqueDialect());

  private Dialects() {}

  /** All dialects, in the order of the documentation. */
  public static List<Dialect> all() {
    return ALL;
  }

  /** The dialect with this id. */
  public static Optional<Dialect> find(String id) {
    for (Dialect dialect : ALL) {
      if (dialect.id().equals(id)) {
        return Optional.of(dialect);
      }
    }
    return Optional.empty();
  }
}
