package io.playgate.playbacktoken.urisigning;

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
 * The older signing plugin of Apache Traffic Server, {@code url_sig}: the parameters {@code C}
 * (client address, may be absent), {@code E} (expiry, epoch seconds), {@code A} (1 for HMAC-SHA1, 2
 * for HMAC-MD5), {@code K} (the number of the key, 0 to 15), {@code P} (which parts are signed) and
 * {@code S} (the MAC in lower-case hexadecimal), which end the query.
 *
 * <p>Signed are the parts that {@code P} marks with a 1, the first digit being the host's, each
 * other a path segment's, and the last one standing for all further ones; then {@code ?} and the
 * query up to and with {@code S=}. This dialect writes the host's digit by the option {@value
 * #SIGN_HOST}, and one for every segment of the URL, or for those of a folder ({@code /live/42/*})
 * with a last 0; other marks are refused.
 *
 * <p>A key's number are the digits that end its kid ({@code key3}). In Traffic Server the key is
 * text, which the JWK holds as bytes.
 *
 * <p>Where the plugin is looser, this is not: it serves in the second of expiry, does not tell
 * {@code /live/42} from {@code /live/42/} or from the folder, and takes {@code P=0}, under which
 * nothing is signed. It finds parameters by their first occurrence anywhere in the query, so a
 * query that holds such text before the token is refused, as are paths that end with a slash or
 * hold {@code ;} or {@code *}.
 */
public final class AtsUrlSigDialect implements SignedDialect {

  /** The option that says whether the host is signed. */
  public static final String SIGN_HOST = "signHost";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Apache Traffic Server url_sig",
              "trafficserver.apache.org: url_sig plugin; plugins/experimental/url_sig",
              "9.2")
          .carriers(Carrier.QUERY)
          .tokenName("S")
          .algorithms("HS1", "HMD5")
          .fields(GrantField.PATHS, GrantField.IP)
          .acl(Scope.SUBTREE, "the signed URL, or one folder and all beneath it")
          .options(
              OptionSpec.of(
                      SIGN_HOST,
                      OptionType.FLAG,
                      "whether the host is signed, as the plugin sees it: the client's with"
                          + " url_type = pristine, else the origin's")
                  .otherwise("false"),
              OptionSpec.of(
                  RequestOrigin.ORIGIN,
                  OptionType.ORIGIN,
                  "the scheme and host of requests that name none, where the host is signed"))
          .proof(
              ProofLevel.JUDGED,
              "Apache Traffic Server 9.2 with its plugin url_sig serves what is signed here");

  @Override
  public String id() {
    return "ats-url-sig";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues options = OptionValues.read(this, placement);
    return new AtsUrlSigFormat(
        this, placement, options.flag(SIGN_HOST), options.origin(RequestOrigin.ORIGIN));
  }
}
