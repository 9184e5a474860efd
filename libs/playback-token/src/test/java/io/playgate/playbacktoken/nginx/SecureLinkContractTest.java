package io.playgate.playbacktoken.nginx;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class SecureLinkContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new SecureLinkDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(new Placement(Carrier.QUERY, "md5", "", Map.of()));
  }

  @Override
  protected List<String> patterns() {
    return List.of();
  }
}
