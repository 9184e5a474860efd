package io.playgate.playbacktoken;

import java.util.Optional;

/** A dialect that reads its placement at each call; being replaced by {@link SignedFormat}s. */
public interface PlacedDialect extends SignedDialect {

  /** As {@link SignedFormat#sign}. */
  SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException;

  /** As {@link SignedFormat#cut}. */
  default TokenCut cut(PlaybackRequest request, Placement placement) {
    return TokenCutter.cut(request, placement);
  }

  /** As {@link SignedFormat#authenticate}. */
  Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement);

  /** As {@link SignedFormat#verify}. */
  default Verdict verify(PlaybackRequest request, KeyRing keys, long now, Placement placement) {
    return new PlacedFormat(this, placement).verify(request, keys, now);
  }

  /** As {@link SignedFormat#renew}. */
  default Optional<Renewal> renew(
      Verdict.Allow allow, SigningKey key, Placement placement, long now) {
    return Optional.empty();
  }

  @Override
  default SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues.read(this, placement);
    return new PlacedFormat(this, placement);
  }

  /** The two together. */
  record PlacedFormat(PlacedDialect dialect, Placement placement) implements SignedFormat {
    @Override
    public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
        throws UnsupportedGrantException {
      return dialect.sign(grant, url, key, placement);
    }

    @Override
    public TokenCut cut(PlaybackRequest request) {
      return dialect.cut(request, placement);
    }

    @Override
    public Authentication authenticate(PresentedToken token, KeyRing keys) {
      return dialect.authenticate(token, keys, placement);
    }

    @Override
    public Optional<Renewal> renew(Verdict.Allow allow, SigningKey key, long now) {
      return dialect.renew(allow, key, placement, now);
    }
  }
}
