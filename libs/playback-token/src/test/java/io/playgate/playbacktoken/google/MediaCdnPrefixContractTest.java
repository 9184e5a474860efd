package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class MediaCdnPrefixContractTest extends DialectContract {
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
    return List.of(new Placement(Carrier.QUERY, "hdnts", "", Map.of("scope", "url-prefix")));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*", "/media/p/b*", "/media/p/*");
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }
}
