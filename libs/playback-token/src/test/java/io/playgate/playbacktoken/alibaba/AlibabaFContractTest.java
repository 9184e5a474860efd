package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import java.util.List;
import java.util.Map;

class AlibabaFContractTest extends DialectContract {
  @Override
  protected Dialect dialect() {
    return new AlibabaFDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "sign", "", Map.of()),
        new Placement(Carrier.QUERY, "sign", "", Map.of("timestamp", "hex")));
  }

  @Override
  protected List<String> patterns() {
    return List.of();
  }
}
