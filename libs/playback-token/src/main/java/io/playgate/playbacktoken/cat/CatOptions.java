package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Placement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dialect's part of {@link Placement#options()}, read.
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

  /** What they mean, for people. */
  static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry(ISSUER, "the issuer (iss): written when signing, demanded when verifying"),
          Map.entry(
              AUDIENCE,
              "the audience (aud): written when signing, in place of the asset, and"
                  + " demanded when verifying; by default aud is the asset"),
          Map.entry(HOST, "the host (catu) that a token is bound to when signing"),
          Map.entry(SCHEME, "http or https: the scheme (catu) of requests that name none"),
          Map.entry(
              ALPN_HEADER,
              "the request header in which a trusted front says the protocol (catalpn)"),
          Map.entry(
              CERTIFICATE_HEADER,
              "the request header in which a trusted front sends the client's TLS certificate as"
                  + " RFC 9440 says (cattpk)"),
          Map.entry(
              CLIENT_KEY,
              "base64url of the SHA-256 of the client's SubjectPublicKeyInfo, to which a token is"
                  + " bound when signing (cattpk)"),
          Map.entry(REPLAY, "permitted, prohibited or detected: written when signing (catreplay)"),
          Map.entry(
              COUNT_USES,
              "true or false: whether tokens that want their uses counted (catreplay 1 and 2) are"
                  + " accepted, and counted in this process; false"),
          Map.entry(CWT_TAG, "true or false: whether a token has tag 61 when signing; true"),
          Map.entry(
              TEXT_PAYLOAD,
              "true or false: whether the payload is hexadecimal text, as node-cat signs; false"),
          Map.entry(
              IGNORE_CLAIMS,
              "the private claims, texts or numbers below -65536 or above 65535, joined by commas,"
                  + " that need not be understood"),
          Map.entry(RENEWAL, "automatic, cookie, header or redirect: asks for renewal (catr)"),
          Map.entry(RENEWAL_SECONDS, "how long a successor lives"),
          Map.entry(RENEWAL_DEADLINE, "how many seconds before its end a token is renewed; 60"));

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException where a value is not known, naming the option
   */
  static CatOptions of(Placement placement) {
    Map<String, String> options = placement.options();
    String scheme = options.get(SCHEME);
    if (scheme != null && !scheme.equals("http") && !scheme.equals("https")) {
      throw invalid(SCHEME);
    }
    String alpnHeader = options.get(ALPN_HEADER);
    String certificateHeader = options.get(CERTIFICATE_HEADER);
    String replay = options.get(REPLAY);
    String host = options.get(HOST);
    if (host != null && (host.isEmpty() || !host.equals(host.toLowerCase(Locale.ROOT)))) {
      throw invalid(HOST);
    }
    String renewal = options.get(RENEWAL);
    if (renewal == null
        && (options.containsKey(RENEWAL_SECONDS) || options.containsKey(RENEWAL_DEADLINE))) {
      throw invalid(RENEWAL);
    }
    return new CatOptions(
        options.get(ISSUER),
        options.get(AUDIENCE),
        host,
        scheme,
        alpnHeader == null ? null : alpnHeader.toLowerCase(Locale.ROOT),
        certificateHeader == null ? null : certificateHeader.toLowerCase(Locale.ROOT),
        clientKey(options.get(CLIENT_KEY)),
        replay == null ? null : replay(replay),
        flag(options, COUNT_USES, false),
        flag(options, CWT_TAG, true),
        flag(options, TEXT_PAYLOAD, false),
        ignored(options.get(IGNORE_CLAIMS)),
        renewal == null ? null : way(renewal),
        renewal == null ? 0 : seconds(options, RENEWAL_SECONDS, -1),
        seconds(options, RENEWAL_DEADLINE, RenewalClaim.USUAL_DEADLINE));
  }

  private static boolean flag(Map<String, String> options, String name, boolean usual) {
    String value = options.get(name);
    if (value == null) {
      return usual;
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw invalid(name);
    }
    return value.equals("true");
  }

  private static long seconds(Map<String, String> options, String name, long usual) {
    String value = options.get(name);
    if (value == null && usual >= 0) {
      return usual;
    }
    if (value == null
        || value.isEmpty()
        || value.length() > 9
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid(name);
    }
    return Long.parseLong(value);
  }

  private static CborItem.@Nullable Bytes clientKey(@Nullable String text) {
    if (text == null) {
      return null;
    }
    byte[] hash = Base64Url.decode(text);
    if (hash == null || hash.length != ClientKeyClaim.HASH_BYTES) {
      throw invalid(CLIENT_KEY);
    }
    return new CborItem.Bytes(hash);
  }

  private static Replay replay(String name) {
    for (Replay replay : Replay.values()) {
      if (replay.text().equals(name)) {
        return replay;
      }
    }
    throw invalid(REPLAY);
  }

  private static RenewalClaim.Way way(String name) {
    for (RenewalClaim.Way way : RenewalClaim.Way.values()) {
      if (way.text().equals(name)) {
        return way;
      }
    }
    throw invalid(RENEWAL);
  }

  private static Set<CborItem> ignored(@Nullable String list) {
    if (list == null) {
      return Set.of();
    }
    Set<CborItem> claims = new HashSet<>();
    for (String name : list.split(",", -1)) {
      if (!name.matches("-?[0-9]{1,18}")) {
        if (name.isEmpty()) {
          throw invalid(IGNORE_CLAIMS);
        }
        claims.add(new CborItem.Text(name));
        continue;
      }
      long label = Long.parseLong(name);
      if (label >= -65536 && label <= 65535) {
        throw invalid(IGNORE_CLAIMS);
      }
      claims.add(new CborItem.Int(label));
    }
    return Set.copyOf(claims);
  }

  private static IllegalArgumentException invalid(String name) {
    return new IllegalArgumentException("the option " + name + " is not what it may be");
  }
}
