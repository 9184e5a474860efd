package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class EdgeAuthContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new EdgeAuthDialect();
  }

  @Override
  protected List<Placement> placements() {
    return Arrays.stream(Carrier.values())
        .map(carrier -> new Placement(carrier, "hdnts", "/media/p", Map.of()))
        .toList();
  }
}
