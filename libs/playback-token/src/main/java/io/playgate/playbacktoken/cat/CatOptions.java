package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.internal.text.Base64Url;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a placement's options say.
 *
 * @param issuer the issuer; null where tokens have none
 * @param audience the audience; null where it is the asset
 * @param host the host that tokens are bound to when signing; null for none
 * @param scheme of requests that name none; null where it is not known
 * @param alpnHeader the header, in lower case, that holds the protocol of the connection
 * @param certificateHeader the header, in lower case, that holds the client's certificate
 * @param clientKey the hash of the client's key that tokens are bound to when signing; null for
 *     none
 * @param replay what is written of replays when signing; null for nothing
 * @param countUses whether the uses of tokens that want it are counted
 * @param cwtTag whether tokens are marked as CBOR Web Tokens when signing
 * @param textPayload whether the payload is a text of hexadecimal digits
 * @param ignored the claims that are not known and need not be
 * @param renewal the way of renewal that is asked for when signing; null for none
 * @param renewalSeconds how long a successor lives
 * @param renewalDeadline how many seconds before its end a token is renewed
 */
record CatOptions(
    @Nullable String issuer,
    @Nullable String audience,
    @Nullable String host,
    @Nullable String scheme,
    @Nullable String alpnHeader,
    @Nullable String certificateHeader,
    CborItem.@Nullable Bytes clientKey,
    @Nullable Replay replay,
    boolean countUses,
    boolean cwtTag,
    boolean textPayload,
    Set<CborItem> ignored,
    RenewalClaim.@Nullable Way renewal,
    long renewalSeconds,
    long renewalDeadline) {

  static final String ISSUER = "issuer";
  static final String AUDIENCE = "audience";
  static final String HOST = "host";
  static final String SCHEME = "scheme";
  static final String ALPN_HEADER = "alpnHeader";
  static final String CERTIFICATE_HEADER = "certificateHeader";
  static final String CLIENT_KEY = "clientKey";
  static final String REPLAY = "replay";
  static final String COUNT_USES = "countUses";
  static final String CWT_TAG = "cwtTag";
  static final String TEXT_PAYLOAD = "textPayload";
  static final String IGNORE_CLAIMS = "ignoreClaims";
  static final String RENEWAL = "renewal";
  static final String RENEWAL_SECONDS = "renewalSeconds";
  static final String RENEWAL_DEADLINE = "renewalDeadline";

  private static final OptionType SECONDS = OptionType.number(0, 999_999_999);

  static final List<OptionSpec> SPECS =
      List.of(
          OptionSpec.of(
              ISSUER,
              OptionType.TEXT,
              "the issuer (iss): written when signing, demanded when verifying"),
          OptionSpec.of(
              AUDIENCE,
              OptionType.TEXT,
              "the audience (aud): written when signing, in place of the asset, and"
                  + " demanded when verifying; by default aud is the asset"),
          OptionSpec.of(
              HOST,
              OptionType.TEXT,
              "the host (catu), in lower case, that a token is bound to when signing"),
          OptionSpec.of(
              SCHEME,
              OptionType.oneOf("http", "https"),
              "the scheme (catu) of requests that name none"),
          OptionSpec.of(
              ALPN_HEADER,
              OptionType.HEADER_NAME,
              "the request header in which a trusted front says the protocol (catalpn)"),
          OptionSpec.of(
              CERTIFICATE_HEADER,
              OptionType.HEADER_NAME,
              "the request header in which a trusted front sends the client's TLS certificate as"
                  + " RFC 9440 says (cattpk)"),
          OptionSpec.of(
              CLIENT_KEY,
              OptionType.TEXT,
              "base64url of the SHA-256 of the client's SubjectPublicKeyInfo, to which a token is"
                  + " bound when signing (cattpk)"),
          OptionSpec.of(
              REPLAY,
              OptionType.oneOf("permitted", "prohibited", "detected"),
              "what is written of further uses when signing (catreplay)"),
          OptionSpec.of(
                  COUNT_USES,
                  OptionType.FLAG,
                  "whether tokens that want their uses counted (catreplay 1 and 2) are accepted,"
                      + " and counted where the verifier counts uses")
              .otherwise("false"),
          OptionSpec.of(CWT_TAG, OptionType.FLAG, "whether a token has tag 61 when signing")
              .otherwise("true"),
          OptionSpec.of(
                  TEXT_PAYLOAD,
                  OptionType.FLAG,
                  "whether the payload is hexadecimal text, as node-cat signs")
              .otherwise("false"),
          OptionSpec.of(
              IGNORE_CLAIMS,
              OptionType.TEXT,
              "the private claims, texts or numbers below -65536 or above 65535, joined by commas,"
                  + " that need not be understood"),
          OptionSpec.of(
              RENEWAL,
              OptionType.oneOf("automatic", "cookie", "header", "redirect"),
              "asks for renewal (catr)"),
          OptionSpec.of(RENEWAL_SECONDS, SECONDS, "how long a successor lives, in seconds"),
          OptionSpec.of(
                  RENEWAL_DEADLINE, SECONDS, "how many seconds before its end a token is renewed")
              .otherwise(Long.toString(RenewalClaim.USUAL_DEADLINE)));

  /**
   * Reads the options.
   *
   * @throws InvalidPlacementException where one is wrong
   */
  static CatOptions of(Dialect dialect, Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(dialect, placement);
    String host = values.text(HOST);
    if (host != null && (host.isEmpty() || !host.equals(host.toLowerCase(Locale.ROOT)))) {
      throw invalid(HOST, "must be a host in lower case");
    }
    requireWholeRenewal(values);
    return new CatOptions(
        values.text(ISSUER),
        values.text(AUDIENCE),
        host,
        values.text(SCHEME),
        lowerCase(values.text(ALPN_HEADER)),
        lowerCase(values.text(CERTIFICATE_HEADER)),
        clientKey(values.text(CLIENT_KEY)),
        values.has(REPLAY) ? Replay.named(values.required(REPLAY)) : null,
        values.flag(COUNT_USES),
        values.flag(CWT_TAG),
        values.flag(TEXT_PAYLOAD),
        ignored(values.text(IGNORE_CLAIMS)),
        values.has(RENEWAL) ? RenewalClaim.Way.named(values.required(RENEWAL)) : null,
        values.number(RENEWAL_SECONDS, 0),
        values.number(RENEWAL_DEADLINE, RenewalClaim.USUAL_DEADLINE));
  }

  private static void requireWholeRenewal(OptionValues values) throws InvalidPlacementException {
    for (String name : List.of(RENEWAL_SECONDS, RENEWAL_DEADLINE)) {
      if (values.has(name) && !values.has(RENEWAL)) {
        throw invalid(RENEWAL, "must be set beside " + name);
      }
    }
    if (values.has(RENEWAL) && !values.has(RENEWAL_SECONDS)) {
      throw invalid(RENEWAL_SECONDS, "must be set beside " + RENEWAL);
    }
  }

  private static @Nullable String lowerCase(@Nullable String header) {
    return header == null ? null : header.toLowerCase(Locale.ROOT);
  }

  private static CborItem.@Nullable Bytes clientKey(@Nullable String text)
      throws InvalidPlacementException {
    if (text == null) {
      return null;
    }
    byte[] hash = Base64Url.decode(text);
    if (hash == null || hash.length != ClientKeyClaim.HASH_BYTES) {
      throw invalid(CLIENT_KEY, "must be a SHA-256 in base64url without padding");
    }
    return new CborItem.Bytes(hash);
  }

  private static Set<CborItem> ignored(@Nullable String list) throws InvalidPlacementException {
    if (list == null) {
      return Set.of();
    }
    Set<CborItem> claims = new HashSet<>();
    for (String name : list.split(",", -1)) {
      if (name.isEmpty()) {
        throw invalid(IGNORE_CLAIMS, "must be names of claims, joined by commas");
      }
      if (!name.matches("-?[0-9]{1,18}")) {
        claims.add(new CborItem.Text(name));
        continue;
      }
      long label = Long.parseLong(name);
      if (label >= -65536 && label <= 65535) {
        throw invalid(IGNORE_CLAIMS, "must not have numbers from -65536 to 65535");
      }
      claims.add(new CborItem.Int(label));
    }
    return Set.copyOf(claims);
  }

  private static InvalidPlacementException invalid(String name, String violation) {
    return InvalidPlacementException.option(name, "the option " + name + " " + violation);
  }
}
