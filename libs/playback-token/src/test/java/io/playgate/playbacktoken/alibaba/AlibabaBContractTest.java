package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class AlibabaBContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new AlibabaBDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.PATH, "auth_key", "", Map.of()),
        new Placement(Carrier.PATH, "auth_key", "/media/p", Map.of("lifetime", "60")));
  }

  @Override
  protected List<String> patterns() {
    return List.of();
  }

  @Override
  protected int timeUnit() {
    return 60;
  }
}
