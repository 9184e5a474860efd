package io.playgate.playbacktoken.wowza;

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
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Base64Url;
import java.util.List;

/**
 * Wowza Streaming Engine's SecureToken version 2.
 *
 * <p>{@code ?PREFIXstarttime=...&PREFIXendtime=...&PREFIXhash=...}, times in epoch seconds, the
 * prefix being {@link Placement#name()}. The hash is the SHA-256 (or, by the option {@value #HASH},
 * SHA-384 or SHA-512) of {@code CONTENT?} and then, sorted as texts and joined by {@code &}: the
 * parameters, the bare secret and, for a bound grant, the bare address of the client; in base64
 * with {@code -} and {@code _} and with padding.
 *
 * <p>CONTENT is the folder of the URL without its leading slash: {@code live/myStream} for {@code
 * /live/myStream/playlist.m3u8}. It is the smallest thing Wowza can sign, and one token is for
 * everything directly in it: a grant's one path pattern must be that folder and {@code /*}; a grant
 * without paths is given it. The session travels as a custom parameter, which Wowza hashes like the
 * others: {@code PREFIXsession}, or what the option {@value #SESSION_PARAMETER} names after the
 * prefix. The address is not in the URL, so an unbound token and one bound to the client's address
 * are both tried.
 */
public final class WowzaDialect implements SignedDialect {

  /** The option that names the hash function. */
  public static final String HASH = "hash";

  /** The option that names the custom parameter with the session, without its prefix. */
  public static final String SESSION_PARAMETER = "sessionParameter";

  private static final List<String> RESERVED = List.of("endtime", "starttime", "hash");

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Wowza SecureToken v2",
              "Wowza Streaming Engine: SecureToken",
              "2, Wowza Streaming Engine 4.1 and later")
          .carriers(Carrier.QUERY)
          .tokenName("wowzatoken")
          .algorithms(SharedSecrets.ALGORITHM)
          .fields(GrantField.PATHS, GrantField.SESSION, GrantField.NOT_BEFORE, GrantField.IP)
          .acl(Scope.SUBTREE, "the folder of the signed URL and /*")
          .options(
              OptionSpec.of(
                      HASH, OptionType.oneOf("SHA-256", "SHA-384", "SHA-512"), "the hash function")
                  .otherwise("SHA-256"),
              OptionSpec.of(
                      SESSION_PARAMETER,
                      OptionType.PARAMETER_NAME,
                      "the custom parameter with the session, without the prefix")
                  .otherwise("session"))
          .proof(
              ProofLevel.PUBLISHED_VECTOR,
              "the HLS example of Wowza's documentation, with the hash that implementations"
                  + " expect");

  @Override
  public String id() {
    return "wowza";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(this, placement);
    String sessionParameter = values.required(SESSION_PARAMETER);
    if (!Base64Url.isAlphabet(sessionParameter) || RESERVED.contains(sessionParameter)) {
      throw InvalidPlacementException.option(
          SESSION_PARAMETER,
          "the option %s must be a name of letters, digits, - and _, and none of Wowza's own: %s"
              .formatted(SESSION_PARAMETER, String.join(", ", RESERVED)));
    }
    return new WowzaFormat(this, placement, values.required(HASH), sessionParameter);
  }
}
