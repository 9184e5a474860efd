package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

class CloudCdnContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new CloudCdnDialect();
  }

  @Override
  protected String algorithm() {
    return "HS1";
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "Signature", "", Map.of()),
        new Placement(Carrier.COOKIE, "Cloud-CDN-Cookie", "", Map.of()));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*", "/media/p/b*", "/media/p/*");
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }

  /** Cloud CDN's keys have 16 bytes. */
  @Override
  protected Jwk generate(String kid) {
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    return GoogleSamples.key(kid, "HS1", Base64Url.encode(secret));
  }
}
