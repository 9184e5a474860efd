package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import org.jspecify.annotations.Nullable;

class MediaCdnPathContractTest extends DialectContract {
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
        new Placement(Carrier.PATH, "edge-cache-token", "/media/p", Map.of()),
        new Placement(Carrier.PATH, "edge-cache-token", "/media", Map.of()));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*", "/media/p/*");
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }

  @Override
  protected Arbitrary<PlaybackGrant> grants() {
    return super.grants()
        .map(grant -> PlaybackGrant.expiringAt(grant.expiresAt()).paths(grant.paths()).build());
  }

  /** The component does not say which folder was signed. */
  @Override
  protected boolean isPlacedAgain() {
    return false;
  }

  /** Only where the signed folder is the base path it stands where others expect it. */
  @Override
  protected boolean hasPieces(SignedToken token, Placement placement) {
    return token.url().startsWith(ORIGIN + placement.basePath() + "/" + placement.name() + "=");
  }

  /** The component stands where the signed folder ends, so it can only be moved within it. */
  @Override
  protected @Nullable SignedToken move(SignedToken token, String path, Placement placement) {
    int component = token.url().indexOf(placement.name() + "=");
    int end = token.url().indexOf('/', component) + 1;
    String folder = token.url().substring(ORIGIN.length(), component);
    return path.startsWith(folder)
        ? new SignedToken(
            token.url().substring(0, end) + path.substring(folder.length()),
            token.value(),
            token.cookies(),
            token.headers())
        : null;
  }
}
