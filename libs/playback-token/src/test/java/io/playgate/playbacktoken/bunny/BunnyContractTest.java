package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class BunnyContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new BunnyDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "token", "", Map.of()),
        new Placement(Carrier.PATH, "token", "", Map.of()),
        new Placement(Carrier.PATH, "token", "/media/p", Map.of("limit", "1000")));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*", "/media/p/*", "/media/p/b/*", SIGNED_PATH);
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }
}
