package io.playgate.playbacktoken.internal.carrier;

import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;

/** A format whose token is one piece that stands where its placement says. */
public interface PlacedFormat extends SignedFormat {

  @Override
  default TokenCut cut(PlaybackRequest request) {
    return TokenCutter.cut(request, placement());
  }

  @Override
  default SignedToken place(String value, String url) throws UnsupportedGrantException {
    return TokenCutter.place(value, url, placement());
  }
}
