package io.playgate.playbacktoken.cloudflare;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class CloudflareHmacContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new CloudflareHmacDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "verify", "", Map.of("prefixLength", "11", "lifetime", "60")),
        new Placement(
            Carrier.QUERY, "verify", "", Map.of("prefixLength", "11", "urlSafe", "true")));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*");
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }
}
