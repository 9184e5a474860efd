package io.playgate.playbacktoken.cloudfront;

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
 * Amazon CloudFront's signed URLs and signed cookies.
 *
 * <p>A grant that says no more than an expiry gets the <b>canned</b> policy: {@code Expires},
 * {@code Signature}, {@code Key-Pair-Id}. One with a path pattern, an address or a start gets a
 * <b>custom</b> policy: {@code Policy} in place of {@code Expires}. Cookies have the same names
 * with {@code CloudFront-} before them. The key's {@code kid} is the {@code Key-Pair-Id}.
 *
 * <p>Signatures are RSASSA-PKCS1-v1_5 or ECDSA on P-256, with SHA-1, or with SHA-256 where {@code
 * Hash-Algorithm=SHA256} says so. A key for RS1 signs with SHA-1, one for RS256 or ES256 with
 * SHA-256 unless the option {@value #HASH} is {@code SHA1}. CloudFront takes both of any key, so
 * both are verified, unless that option names one.
 *
 * <p>A policy has one {@code Resource}: the scheme and host of the signed URL with the grant's one
 * path pattern, or the whole URL. It has one IPv4 address or block and no IPv6.
 *
 * <p>The resource is a whole URL; {@link RequestOrigin} says which one a request is for.
 */
public final class CloudFrontDialect implements SignedDialect {

  /** The option that fixes the hash function. */
  public static final String HASH = "hash";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Amazon CloudFront signed URLs and cookies",
              "Amazon CloudFront Developer Guide: Serving private content;"
                  + " @aws-sdk/cloudfront-signer",
              "2026, with Hash-Algorithm")
          .carriers(Carrier.QUERY, Carrier.COOKIE)
          .tokenName("Signature")
          .algorithms("RS256", "RS1", "ES256")
          .fields(GrantField.PATHS, GrantField.NOT_BEFORE, GrantField.IP)
          .acl(
              Scope.PATTERNS, "one pattern under the URL's host, exact, * and ?; or one signed URL")
          .options(
              OptionSpec.of(
                  RequestOrigin.ORIGIN,
                  OptionType.ORIGIN,
                  "scheme and host of requests that name a path only; default https and their"
                      + " Host"),
              OptionSpec.of(
                  HASH,
                  OptionType.oneOf(CloudFrontSignature.SHA1, CloudFrontSignature.SHA256),
                  "signing: by default SHA1 for RS1 keys, SHA256 for others;"
                      + " verifying: by default both"))
          .proof(
              ProofLevel.JUDGED,
              "@aws-sdk/cloudfront-signer: it signs, both policies, URLs and cookies, RSA and EC");

  @Override
  public String id() {
    return "cloudfront";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues options = OptionValues.read(this, placement);
    return new CloudFrontFormat(
        this, placement, options.origin(RequestOrigin.ORIGIN), options.text(HASH));
  }
}
