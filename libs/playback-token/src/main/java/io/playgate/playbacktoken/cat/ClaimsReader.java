package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.uri.AddressBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of a genuine token, into a grant as far as it can say them, else into conditions
 * on the request. A claim that is not known, or that restricts in a way that cannot be judged here,
 * refuses the token ({@link DenyCode#CRITICAL_CLAIM}).
 */
final class ClaimsReader {
  /** The latest time that is read, in epoch seconds. */
  static final long LATEST = 999_999_999_999_999L;

  /** The most elements that a list of a token may have: what recipients must be able to process. */
  private static final int MOST = 50;

  private static final int IPV4 = 52;
  private static final int IPV6 = 54;

  /** What a grant without methods is taken for. */
  static final List<String> USUAL_METHODS = List.of("GET", "HEAD");

  private final CatOptions options;
  private final List<RequestCondition> conditions = new ArrayList<>(2);
  private @Nullable String issuer;
  private @Nullable String viewer;
  private List<String> audiences = List.of();
  private long expiresAt = PlaybackGrant.UNSET;
  private long notBefore = PlaybackGrant.UNSET;
  private long issuedAt = PlaybackGrant.UNSET;
  private @Nullable String session;
  private @Nullable String tokenId;
  private @Nullable String ip;
  private @Nullable String data;
  private List<String> paths = UriMatch.everyPath();
  private PathProof proof = PathProof.ACL;
  private List<String> methods = List.of();
  private List<String> countries = List.of();

  private Replay replay = Replay.PERMITTED;

  private ClaimsReader(CatOptions options) {
    this.options = options;
  }

  /**
   * Reads claims.
   *
   * @param message the genuine token
   * @param kid the key that verified it
   */
  static Authentication read(CoseMessage message, CatOptions options, String kid) {
    ClaimsReader reader = new ClaimsReader(options);
    try {
      for (Map.Entry<CborItem, CborItem> claim : message.claims(options.textPayload()).entrySet()) {
        reader.read(claim.getKey(), claim.getValue());
      }
      return reader.answer(message, kid);
    } catch (RefusedTokenException e) {
      return e.rejected();
    }
  }

  private void read(CborItem label, CborItem value) throws RefusedTokenException {
    if (options.ignored().contains(label)) {
      return;
    }
    if (!(label instanceof CborItem.Int(long claim)) || claim < 0 || claim > Claim.CATR) {
      throw RefusedTokenException.notUnderstood("unknown claim");
    }
    switch ((int) claim) {
      case Claim.ISS -> issuer = text(value, "iss");
      case Claim.SUB -> viewer = text(value, "sub");
      case Claim.AUD ->
          audiences =
              value instanceof CborItem.Text(String one) ? List.of(one) : texts(value, "aud");
      case Claim.EXP -> expiresAt = time(value, false);
      case Claim.NBF -> notBefore = time(value, true);
      case Claim.IAT -> issuedAt = time(value, false);
      case Claim.CTI -> readTokenId(value);
      case Claim.CATREPLAY -> readReplay(value);
      case Claim.CATV -> {
        if (!value.equals(new CborItem.Int(1))) {
          throw new RefusedTokenException(DenyCode.VERSION, "catv must be 1");
        }
      }
      case Claim.CATNIP -> readAddresses(value);
      case Claim.CATU -> readUri(value);
      case Claim.CATM -> readMethods(value);
      case Claim.CATALPN -> readProtocols(value);
      case Claim.CATH -> readHeaders(value);
      case Claim.CATGEOISO3166 -> readCountries(value);
      case Claim.CATTPK -> readClientKey(value);
      case Claim.CATIFDATA -> {
        if (value instanceof CborItem.Text(String one)) {
          data = one;
        } else {
          texts(value, "catifdata");
        }
      }
      case Claim.CATIF -> {
        if (!(value instanceof CborItem.Entries)) {
          throw RefusedTokenException.malformed("catif must be a map");
        }
      }
      case Claim.CATR -> RenewalClaim.read(value);
      default -> throw RefusedTokenException.notUnderstood("unsupported claim: " + claim);
    }
  }

  private Authentication answer(CoseMessage message, String kid) throws RefusedTokenException {
    String trusted = options.issuer();
    if (trusted == null ? issuer != null : !trusted.equals(issuer)) {
      throw new RefusedTokenException(
          DenyCode.ISSUER, "the issuer is not the one trusted here, or none is configured");
    }
    String audience = options.audience();
    if (audience == null ? audiences.size() > 1 : !audiences.contains(audience)) {
      throw new RefusedTokenException(
          DenyCode.AUDIENCE, "the audience is not this one, or there is more than one");
    }
    if (expiresAt == PlaybackGrant.UNSET) {
      throw RefusedTokenException.malformed("exp is missing");
    }
    if (notBefore != PlaybackGrant.UNSET && notBefore >= expiresAt) {
      throw RefusedTokenException.malformed("nbf is not before exp");
    }
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(expiresAt)
            .notBefore(notBefore)
            .issuedAt(issuedAt)
            .session(session)
            .tokenId(tokenId)
            .viewer(viewer)
            .asset(audience == null && !audiences.isEmpty() ? audiences.getFirst() : null)
            .paths(paths)
            .ip(ip)
            .methods(methods)
            .countries(countries)
            .data(data)
            .build();
    if (replay != Replay.PERMITTED) {
      // The last of all: a request that is refused for another cause uses nothing up.
      conditions.add(use(replay, message.payloadId(), expiresAt));
    }
    TokenIdentity identity = message.identity(kid);
    return conditions.isEmpty()
        ? Authentication.of(grant, identity)
        : Authentication.on(all(List.copyOf(conditions)), proof, grant, identity);
  }

  private static RequestCondition use(Replay replay, String id, long expiresAt) {
    if (replay == Replay.PROHIBITED) {
      return (token, now, uses) ->
          uses.claim(id, null, expiresAt, now)
              ? null
              : new Verdict.Deny(DenyCode.TOKEN_ID, "the token has been used before");
    }
    return (token, now, uses) -> {
      String user = token.request().clientIp();
      return user != null && uses.claim(id, user, expiresAt, now)
          ? null
          : new Verdict.Deny(DenyCode.TOKEN_ID, "the token has been used from another address");
    };
  }

  private static RequestCondition all(List<RequestCondition> conditions) {
    return (token, now, uses) -> {
      for (RequestCondition condition : conditions) {
        Verdict.Deny refusal = condition.refusal(token, now, uses);
        if (refusal != null) {
          return refusal;
        }
      }
      return null;
    };
  }

  private static String text(CborItem item, String claim) throws RefusedTokenException {
    if (!(item instanceof CborItem.Text(String text))) {
      throw RefusedTokenException.malformed(claim + " must be a text string");
    }
    return text;
  }

  private static List<CborItem> items(CborItem item, String claim) throws RefusedTokenException {
    if (!(item instanceof CborItem.Array(List<CborItem> items))
        || items.isEmpty()
        || items.size() > MOST) {
      throw RefusedTokenException.malformed(
          claim + " must be an array of 1 to " + MOST + " elements");
    }
    return items;
  }

  private static List<String> texts(CborItem item, String claim) throws RefusedTokenException {
    List<CborItem> items = items(item, claim);
    List<String> texts = new ArrayList<>(items.size());
    for (CborItem one : items) {
      texts.add(text(one, claim));
    }
    return texts;
  }

  /**
   * Epoch seconds; fractions become the narrower whole second.
   *
   * @param up whether the narrower one is the next
   */
  private static long time(CborItem item, boolean up) throws RefusedTokenException {
    long seconds;
    if (item instanceof CborItem.Int(long whole)) {
      seconds = whole;
    } else if (item instanceof CborItem.Real(double real)) {
      seconds = (long) (up ? Math.ceil(real) : Math.floor(real));
    } else {
      throw RefusedTokenException.malformed("a time must be a number");
    }
    if (seconds < 0 || seconds > LATEST) {
      throw RefusedTokenException.malformed("a time is out of range");
    }
    return seconds;
  }

  private void readTokenId(CborItem item) throws RefusedTokenException {
    if (!(item instanceof CborItem.Bytes bytes) || bytes.value().length == 0) {
      throw RefusedTokenException.malformed("cti must be a byte string that is not empty");
    }
    String text = new String(bytes.value(), StandardCharsets.ISO_8859_1);
    if (isSession(text)) {
      session = text;
    } else {
      tokenId = HexFormat.of().formatHex(bytes.value());
    }
  }

  /** Whether a cti is the id of a session. */
  static boolean isSession(String text) {
    return !text.isEmpty() && text.length() <= 64 && Base64Url.isAlphabet(text);
  }

  private void readReplay(CborItem item) throws RefusedTokenException {
    Replay value = Replay.of(item);
    if (value == null) {
      throw RefusedTokenException.malformed("catreplay must be 0, 1 or 2");
    }
    if (value != Replay.PERMITTED && !options.countUses()) {
      throw new RefusedTokenException(
          DenyCode.TOKEN_ID, "catreplay needs the option countUses, which is off");
    }
    replay = value;
  }

  private void readClientKey(CborItem item) throws RefusedTokenException {
    String header = options.certificateHeader();
    if (header == null) {
      throw RefusedTokenException.notUnderstood(
          "cattpk needs the option certificateHeader, which is not set");
    }
    conditions.add(ClientKeyClaim.read(item, header));
  }

  private void readAddresses(CborItem item) throws RefusedTokenException {
    List<String> literals = new ArrayList<>();
    List<AddressBlock> blocks = new ArrayList<>();
    for (CborItem one : items(item, "catnip")) {
      String literal = address(one);
      AddressBlock block = AddressBlock.parse(literal);
      if (block == null) {
        throw RefusedTokenException.malformed("catnip contains a malformed address or prefix");
      }
      literals.add(literal);
      blocks.add(block);
    }
    if (literals.size() == 1) {
      ip = literals.getFirst();
      return;
    }
    List<AddressBlock> any = List.copyOf(blocks);
    conditions.add((token, now, uses) -> {
      AddressBlock client = AddressBlock.single(token.request().clientIp());
      return client != null && any.stream().anyMatch(block -> block.contains(client))
          ? null
          : new Verdict.Deny(
              DenyCode.CLIENT_ADDRESS, "the client address is not one the token allows (catnip)");
    });
  }

  /** The literal of an address or prefix (RFC 9164), of which zero bytes may be cut off. */
  private static String address(CborItem item) throws RefusedTokenException {
    if (item instanceof CborItem.Int) {
      throw RefusedTokenException.notUnderstood("autonomous systems in catnip are not supported");
    }
    if (!(item instanceof CborItem.Tagged(long tag, CborItem value))
        || (tag != IPV4 && tag != IPV6)) {
      throw RefusedTokenException.malformed("catnip must contain IP addresses or prefixes only");
    }
    int length = tag == IPV4 ? 4 : 16;
    if (value instanceof CborItem.Bytes whole && whole.value().length == length) {
      return literal(whole.value());
    }
    if (!(value instanceof CborItem.Array(List<CborItem> parts))
        || parts.size() != 2
        || !(parts.get(0) instanceof CborItem.Int(long bits))
        || !(parts.get(1) instanceof CborItem.Bytes prefix)
        || bits < 0
        || bits > 8L * length
        || prefix.value().length > length) {
      throw RefusedTokenException.malformed("catnip contains a malformed address or prefix");
    }
    byte[] address = Arrays.copyOf(prefix.value(), length);
    for (int bit = (int) bits; bit < 8 * length; bit++) {
      if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) {
        throw RefusedTokenException.malformed(
            "catnip contains a prefix with bits beyond its length");
      }
    }
    return literal(address) + '/' + bits;
  }

  private static String literal(byte[] address) {
    StringBuilder literal = new StringBuilder();
    if (address.length == 4) {
      for (byte b : address) {
        literal.append(literal.isEmpty() ? "" : ".").append(b & 0xff);
      }
    } else {
      for (int i = 0; i < address.length; i += 2) {
        int group = (address[i] & 0xff) << 8 | (address[i + 1] & 0xff);
        literal.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
      }
    }
    return literal.toString();
  }

  private void readUri(CborItem item) throws RefusedTokenException {
    UriMatch uri = UriMatch.read(item);
    paths = uri.paths();
    proof = uri.judgesPath() ? PathProof.CONDITION : PathProof.ACL;
    if (uri.asksForMore()) {
      String scheme = options.scheme();
      conditions.add((token, now, uses) ->
          uri.covers(token, scheme)
              ? null
              : new Verdict.Deny(DenyCode.OUTSIDE_ACL, "the token does not cover the URI (catu)"));
    }
  }

  private void readMethods(CborItem item) throws RefusedTokenException {
    List<String> allowed = texts(item, "catm");
    methods = allowed.equals(USUAL_METHODS) ? List.of() : allowed;
  }

  private void readProtocols(CborItem item) throws RefusedTokenException {
    String header = options.alpnHeader();
    if (header == null) {
      throw RefusedTokenException.notUnderstood(
          "catalpn needs the option alpnHeader, which is not set");
    }
    List<String> protocols = new ArrayList<>();
    for (CborItem one : items(item, "catalpn")) {
      if (!(one instanceof CborItem.Bytes bytes)) {
        throw RefusedTokenException.malformed("catalpn must contain byte strings only");
      }
      protocols.add(new String(bytes.value(), StandardCharsets.ISO_8859_1));
    }
    List<String> any = List.copyOf(protocols);
    conditions.add((token, now, uses) -> {
      String protocol = token.request().header().apply(header);
      return protocol != null && any.contains(protocol)
          ? null
          : new Verdict.Deny(
              DenyCode.OUTSIDE_ACL, "the protocol is not one the token allows (catalpn)");
    });
  }

  private void readHeaders(CborItem item) throws RefusedTokenException {
    if (!(item instanceof CborItem.Entries(Map<CborItem, CborItem> entries))
        || entries.isEmpty()
        || entries.size() > MOST) {
      throw RefusedTokenException.malformed("cath must be a map of 1 to " + MOST + " headers");
    }
    Map<String, TextMatch> headers = new HashMap<>();
    for (Map.Entry<CborItem, CborItem> entry : entries.entrySet()) {
      String name = text(entry.getKey(), "a header's name").toLowerCase(Locale.ROOT);
      if (!HeaderText.isToken(name)
          || headers.put(name, TextMatch.read(entry.getValue(), false)) != null) {
        throw RefusedTokenException.malformed(
            "cath contains an invalid header name, or the same name twice");
      }
    }
    Map<String, TextMatch> wanted = Map.copyOf(headers);
    conditions.add((token, now, uses) -> {
      for (Map.Entry<String, TextMatch> header : wanted.entrySet()) {
        String value = token.request().header().apply(header.getKey());
        if (value == null || !header.getValue().holds(value)) {
          return new Verdict.Deny(DenyCode.OUTSIDE_ACL, "a header does not match the token (cath)");
        }
      }
      return null;
    });
  }

  private void readCountries(CborItem item) throws RefusedTokenException {
    countries = texts(item, "catgeoiso3166");
    for (String country : countries) {
      if (country.length() != 2 || !country.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
        throw RefusedTokenException.notUnderstood(
            "catgeoiso3166 supports countries of two letters only");
      }
    }
  }
}
