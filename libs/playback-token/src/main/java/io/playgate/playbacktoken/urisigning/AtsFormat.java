package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement, as Apache Traffic Server does. */
final class AtsFormat extends UriSigningFormat {
  private final Set<GrantField> fields;

  AtsFormat(Dialect dialect, Placement placement, UriSigningOptions options) {
    super(dialect, placement, options);
    fields = dialect.description().fields();
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    TokenCut cut = super.cut(request);
    if (cut instanceof PresentedToken && comparedOtherwise(request)) {
      return new TokenCut.Refused(
          DenyCode.MALFORMED, "an empty segment or a bracket, which Traffic Server leaves there");
    }
    return cut;
  }

  private static boolean comparedOtherwise(PlaybackRequest request) {
    try {
      String path = RequestTarget.parse(request.target()).path();
      return path.contains("//") || path.indexOf('[') >= 0 || path.indexOf(']') >= 0;
    } catch (AmbiguousPathException e) {
      return true;
    }
  }

  @Override
  Set<GrantField> carried(boolean encrypting) {
    return fields;
  }

  @Override
  void requireExpressible(List<String> paths) throws UnsupportedGrantException {
    for (String path : paths) {
      if (!ContainerUri.decoded(path).equals(path)) {
        throw new UnsupportedGrantException(
            "path-escape", "Traffic Server compares this escape decoded");
      }
    }
  }

  @Override
  void writeNames(
      UriSigningClaims claims, PlaybackGrant grant, @Nullable SigningKey encryptionKey) {
    claims.subject = grant.session();
  }

  @Override
  Authentication.@Nullable Rejected refusal(UriSigningClaims claims) {
    if (claims.issuer == null) {
      return new Authentication.Rejected(DenyCode.ISSUER, "iss is missing");
    }
    if (claims.tokenId != null) {
      return new Authentication.Rejected(DenyCode.TOKEN_ID, "jti is not supported");
    }
    if (claims.critical != null) {
      return new Authentication.Rejected(DenyCode.CRITICAL_CLAIM, "cdnicrit is not supported");
    }
    if (claims.ip != null) {
      return new Authentication.Rejected(DenyCode.CLIENT_ADDRESS, "cdniip is not supported");
    }
    if (claims.transport > UriSigningClaims.TRANSPORT_COOKIE) {
      return new Authentication.Rejected(DenyCode.RENEWAL, "cdnistt is not supported");
    }
    if (claims.container != null && claims.container.startsWith(UriContainer.HASH_PREFIX)) {
      return new Authentication.Rejected(DenyCode.OUTSIDE_ACL, "a hash is not supported");
    }
    return null;
  }

  @Override
  Authentication.@Nullable Rejected readNames(
      UriSigningClaims claims, PlaybackGrant.Builder grant, KeyRing keys) {
    grant.session(claims.subject);
    return null;
  }

  @Override
  boolean comparesDecodedForm() {
    return true;
  }

  @Override
  boolean depthMayReachLastSegment() {
    return false;
  }
}
