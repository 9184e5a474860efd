package io.playgate.playbacktoken.cloudfront;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import java.util.List;
import java.util.Map;

class CloudFrontContractTest extends DialectContract {
  @Override
  protected Dialect dialect() {
    return new CloudFrontDialect();
  }

  @Override
  protected String algorithm() {
    return "ES256";
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "Signature", "", Map.of()),
        new Placement(Carrier.COOKIE, "Signature", "", Map.of("hash", "SHA1")));
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }
}
