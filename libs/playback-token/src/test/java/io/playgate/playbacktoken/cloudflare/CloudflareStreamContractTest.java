package io.playgate.playbacktoken.cloudflare;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

class CloudflareStreamContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new CloudflareStreamDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(new Placement(Carrier.PATH, "token", "/media/p", Map.of()));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*");
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }

  /** The token takes the place of the uid, which other URLs name. */
  @Override
  protected boolean hasPieces(SignedToken token, Placement placement) {
    return false;
  }

  /** The token stands for the uid, {@code a} here: it cannot be on the path of another. */
  @Override
  protected @Nullable SignedToken move(SignedToken token, String path, Placement placement) {
    return path.startsWith("/media/p/a/")
        ? new SignedToken(
            token.url().replace("/m.m3u8", path.substring("/media/p/a".length())),
            token.value(),
            Map.of(),
            Map.of())
        : null;
  }
}
