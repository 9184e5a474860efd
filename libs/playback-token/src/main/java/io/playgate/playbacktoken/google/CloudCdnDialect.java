package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.uri.RequestOrigin;

/**
 * Google Cloud CDN's signed URLs and signed cookies.
 *
 * <p>A token is the fields {@code URLPrefix Expires KeyName Signature}, in that order, as {@code
 * name=value} joined by {@code &} in a query and by {@code :} in the one cookie. The signature is
 * HMAC-SHA1 over the fields before it; without {@code URLPrefix}, which only a query can be, it is
 * over the whole URL up to it, and so must be its last parameter. URLPrefix and Signature are
 * base64url, written with padding. Keys have 16 bytes; their {@code kid} is the KeyName.
 *
 * <p>The grant: without {@code paths} the signed URL alone, its query included; else one pattern
 * whose only wildcard is a {@code *} at its end, which is a URLPrefix over the scheme and host of
 * the URL. Nothing else has a place. {@link RequestOrigin} says which URL a request is for; Cloud
 * CDN wants no port in it.
 */
public final class CloudCdnDialect implements SignedDialect {
  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Google Cloud CDN signed URLs and signed cookies",
              "Cloud CDN documentation, \"Use signed URLs\" and \"Use signed cookies\";"
                  + " GoogleCloudPlatform/python-docs-samples cdn/snippets.py",
              "signed URL, URL prefix, signed cookie")
          .carriers(Carrier.QUERY, Carrier.COOKIE)
          .tokenName("Cloud-CDN-Cookie")
          .algorithms("HS1")
          .fields(GrantField.PATHS)
          .acl(
              Scope.SUBTREE,
              "one prefix ending with *, with scheme and host; or one signed URL (query)")
          .options(
              OptionSpec.of(
                  RequestOrigin.ORIGIN,
                  OptionType.ORIGIN,
                  "scheme and host of requests that name a path only; default https and their"
                      + " Host"))
          .proof(
              ProofLevel.PUBLISHED_VECTOR, "signed URLs, prefixes and cookies of Google's samples");

  @Override
  public String id() {
    return "cloud-cdn";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues options = OptionValues.read(this, placement);
    return new CloudCdnFormat(this, placement, options.origin(RequestOrigin.ORIGIN));
  }
}
