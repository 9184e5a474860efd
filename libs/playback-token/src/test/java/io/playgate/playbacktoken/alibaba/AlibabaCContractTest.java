package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class AlibabaCContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new AlibabaCDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.PATH, "KEY1", "/media/p", Map.of()),
        new Placement(Carrier.QUERY, "KEY1", "", Map.of("lifetime", "0")));
  }

  @Override
  protected List<String> patterns() {
    return List.of();
  }
}
