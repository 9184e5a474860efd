package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class AlibabaFContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
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
