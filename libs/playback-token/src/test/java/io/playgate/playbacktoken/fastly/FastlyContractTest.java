package io.playgate.playbacktoken.fastly;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class FastlyContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new FastlyDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "token", "", Map.of()),
        new Placement(Carrier.QUERY, "token", "", Map.of("signQuery", "true")));
  }

  @Override
  protected List<String> patterns() {
    return List.of();
  }
}
