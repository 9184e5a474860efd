package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class MediaCdnEd25519ContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new MediaCdnDialect();
  }

  @Override
  protected String algorithm() {
    return "EdDSA";
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "edge-cache-token", "", Map.of()),
        new Placement(Carrier.COOKIE, "Edge-Cache-Cookie", "/media/p", Map.of()));
  }
}
