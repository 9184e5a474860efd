package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.TokenUses;
import io.playgate.playbacktoken.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A request's URI must be in a token's container.
 *
 * @param origin the configured origin, in normal form; null where requests name it
 * @param decodedToo whether the form that Apache Traffic Server compares must be in it as well
 */
record ContainerCondition(UriContainer container, @Nullable String origin, boolean decodedToo)
    implements RequestCondition {

  @Override
  public Verdict.@Nullable Deny refusal(PresentedToken token, long now, TokenUses uses) {
    String uri = ContainerUri.of(token, origin);
    if (uri == null) {
      return new Verdict.Deny(
          DenyCode.MALFORMED, "the host is not known, or the query cannot be normalised");
    }
    if (!container.covers(uri)) {
      return outside();
    }
    String decoded = decodedToo ? ContainerUri.decoded(uri) : uri;
    return decoded.equals(uri) || container.covers(decoded) ? null : outside();
  }

  private static Verdict.Deny outside() {
    return new Verdict.Deny(DenyCode.OUTSIDE_ACL, "the URI is not in the token's container");
  }
}
