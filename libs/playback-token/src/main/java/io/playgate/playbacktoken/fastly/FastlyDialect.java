package io.playgate.playbacktoken.fastly;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;

/**
 * Fastly's token for classic VCL: {@code ?token=EXPIRES_SIGNATURE}, the signature being the
 * lower-case hexadecimal HMAC-SHA1 of the path and the expiry, in epoch seconds. Fastly's examples
 * hold the key in base64: the JWK holds the bytes it stands for, none of which may be zero, as
 * VCL's strings end there. A token is for one path; the rest of the query takes no part, unless the
 * option {@value #SIGN_QUERY} says that it is signed after the path, as in the newer VCL of
 * Fastly's guide, which takes the token out of the URL and signs what is left. The expiry has ten
 * digits: Fastly's example wants ten or eleven, but nothing stands between path and expiry in what
 * is signed, so that the last digit of a path could become the first of eleven.
 */
public final class FastlyDialect implements SignedDialect {

  /** The option for VCL that signs the rest of the query as well. */
  public static final String SIGN_QUERY = "signQuery";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Fastly URL token validation",
              "fastly/token-functions; Fastly documentation: Enabling URL token validation",
              "classic VCL")
          .carriers(Carrier.QUERY)
          .tokenName("token")
          .algorithms(SharedSecrets.ALGORITHM)
          .acl(Scope.ONE_URL, "the one signed path")
          .options(
              OptionSpec.of(
                      SIGN_QUERY, OptionType.FLAG, "for VCL that signs the rest of the query too")
                  .otherwise("false"))
          .proof(ProofLevel.JUDGED, "a real Varnish, by the rule of Fastly's guide");

  @Override
  public String id() {
    return "fastly";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(this, placement);
    return new FastlyFormat(this, placement, values.flag(SIGN_QUERY));
  }
}
