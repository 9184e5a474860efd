package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A COSE_Mac0 or COSE_Sign1 (RFC 9052 sections 6.2 and 4.2), which may be marked as a CBOR Web
 * Token (tag 61, RFC 8392 section 6), not yet verified.
 *
 * <p>The COSE tag is mandatory and must suit the algorithm, which stands in the protected header:
 * 17 for HMAC 256/256 (5), 18 for ES256 (-7) and PS256 (-37). The unprotected header may hold the
 * kid and nothing else; the protected one may name parameters that are not known, unless by {@code
 * crit}.
 */
final class CoseMessage {
  /** CBOR Web Token. */
  private static final long CWT = 61;

  private static final long ENCRYPT0 = 16;
  private static final long MAC0 = 17;
  private static final long SIGN1 = 18;

  private static final CborItem ALGORITHM = new CborItem.Int(1);
  private static final CborItem CRITICAL = new CborItem.Int(2);
  private static final CborItem KID = new CborItem.Int(4);
  private static final CborItem TYPE = new CborItem.Int(16);

  /** What RFC 9596's {@code typ} may say of such a token; 61 is application/cwt. */
  private static final List<CborItem> TYPES =
      List.of(
          new CborItem.Text("CAT"), new CborItem.Text("application/cwt"), new CborItem.Int(CWT));

  private static final byte[] NOTHING = new byte[0];

  private final String algorithm;
  private final byte @Nullable [] kid;
  private final byte[] header;
  private final CborItem payload;
  private final byte[] signature;

  private CoseMessage(
      String algorithm, byte @Nullable [] kid, byte[] header, CborItem payload, byte[] signature) {
    this.algorithm = algorithm;
    this.kid = kid;
    this.header = header;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Reads a message.
   *
   * @throws RefusedTokenException where the bytes are none
   */
  static CoseMessage read(byte[] bytes) throws RefusedTokenException {
    CborItem item = CborReader.read(bytes);
    if (item instanceof CborItem.Tagged(long tag, CborItem inner) && tag == CWT) {
      item = inner;
    }
    if (!(item instanceof CborItem.Tagged(long tag, CborItem message))) {
      throw RefusedTokenException.malformed("not a tagged COSE message");
    }
    if (tag == ENCRYPT0) {
      throw RefusedTokenException.notUnderstood("encrypted tokens are not supported");
    }
    if (!(message instanceof CborItem.Array(List<CborItem> parts))
        || parts.size() != 4
        || !(parts.get(0) instanceof CborItem.Bytes header)
        || !(parts.get(1) instanceof CborItem.Entries(Map<CborItem, CborItem> unprotected))
        || !(parts.get(3) instanceof CborItem.Bytes signature)) {
      throw RefusedTokenException.malformed("not a COSE_Mac0 or COSE_Sign1");
    }
    if (!(CborReader.read(header.value())
        instanceof CborItem.Entries(Map<CborItem, CborItem> parameters))) {
      throw RefusedTokenException.malformed("the protected header must be a map");
    }
    if (parameters.containsKey(CRITICAL)) {
      throw RefusedTokenException.notUnderstood("the protected header must not contain crit");
    }
    CborItem type = parameters.get(TYPE);
    if (type != null && !TYPES.contains(type)) {
      throw RefusedTokenException.malformed("typ is not that of a Common Access Token");
    }
    String algorithm = parameters.get(ALGORITHM) instanceof CborItem.Int(long id) ? name(id) : null;
    if (algorithm == null) {
      throw RefusedTokenException.malformed("alg must be HS256, ES256 or PS256");
    }
    if (tag != tagOf(algorithm)) {
      throw RefusedTokenException.malformed("the algorithm does not suit the COSE tag");
    }
    return new CoseMessage(
        algorithm, kid(parameters, unprotected), header.value(), parts.get(2), signature.value());
  }

  private static byte @Nullable [] kid(
      Map<CborItem, CborItem> parameters, Map<CborItem, CborItem> unprotected)
      throws RefusedTokenException {
    CborItem outer = unprotected.get(KID);
    if (unprotected.size() > (outer == null ? 0 : 1)) {
      throw RefusedTokenException.malformed(
          "the unprotected header must not contain more than the kid");
    }
    CborItem inner = parameters.get(KID);
    if (inner != null && outer != null) {
      throw RefusedTokenException.malformed("kid is in both headers");
    }
    CborItem kid = inner == null ? outer : inner;
    if (kid == null) {
      return null;
    }
    if (!(kid instanceof CborItem.Bytes bytes)) {
      throw RefusedTokenException.malformed("the kid must be a byte string");
    }
    return bytes.value();
  }

  private static @Nullable String name(long id) {
    if (id == 5) {
      return "HS256";
    }
    if (id == -7) {
      return "ES256";
    }
    return id == -37 ? "PS256" : null;
  }

  private static long id(String algorithm) {
    return switch (algorithm) {
      case "HS256" -> 5;
      case "ES256" -> -7;
      case "PS256" -> -37;
      default -> throw new IllegalArgumentException(algorithm);
    };
  }

  private static long tagOf(String algorithm) {
    return algorithm.equals("HS256") ? MAC0 : SIGN1;
  }

  /** The name of its algorithm, as that of a {@link SigningKey}. */
  String algorithm() {
    return algorithm;
  }

  /** Whether it names a key. */
  boolean namesKey() {
    return kid != null;
  }

  /** Whether it names this key. */
  boolean names(SigningKey key) {
    return Arrays.equals(kid, key.kid().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether this key, of the message's algorithm, made it. */
  boolean isBy(SigningKey key) {
    byte[] text = toBeSigned(algorithm, header, payload);
    return key.verify(text, 0, text.length, signature);
  }

  /**
   * The claims.
   *
   * @param asText whether the payload is a text of hexadecimal digits, instead of a byte string
   */
  Map<CborItem, CborItem> claims(boolean asText) throws RefusedTokenException {
    byte[] bytes;
    if (asText) {
      bytes = payload instanceof CborItem.Text(String digits) ? LowerHex.decode(digits) : null;
    } else {
      bytes = payload instanceof CborItem.Bytes string ? string.value() : null;
    }
    if (bytes == null) {
      throw RefusedTokenException.malformed("the payload does not have the expected CBOR type");
    }
    if (!(CborReader.read(bytes) instanceof CborItem.Entries(Map<CborItem, CborItem> claims))) {
      throw RefusedTokenException.malformed("the claims must be a map");
    }
    return claims;
  }

  /**
   * Signs claims.
   *
   * @param cwtTag whether to mark the message as a CBOR Web Token
   * @param asText as in {@link #claims}
   */
  static byte[] sign(byte[] claims, SigningKey key, boolean cwtTag, boolean asText)
      throws UnsupportedGrantException {
    String algorithm = key.algorithm();
    byte[] header = new CborWriter().map(1).item(ALGORITHM).integer(id(algorithm)).toByteArray();
    CborItem payload =
        asText ? new CborItem.Text(HexFormat.of().formatHex(claims)) : new CborItem.Bytes(claims);
    byte[] signature = Signatures.sign(key, toBeSigned(algorithm, header, payload));
    CborWriter out = new CborWriter();
    if (cwtTag) {
      out.tag(CWT);
    }
    return out.tag(tagOf(algorithm))
        .array(4)
        .bytes(header)
        .map(1)
        .item(KID)
        .bytes(key.kid().getBytes(StandardCharsets.UTF_8))
        .item(payload)
        .bytes(signature)
        .toByteArray();
  }

  /**
   * An identifier of what is signed, which nobody can change and keep the signature: base64url of
   * the SHA-256 of the payload. The unprotected header and the tags are not part of it.
   */
  String payloadId() {
    byte[] bytes = new CborWriter().item(payload).toByteArray();
    return Base64Url.encode(SharedSecrets.digest("SHA-256", bytes));
  }

  /** What the token is, once that key is known to have signed it; see {@link #payloadId}. */
  TokenIdentity identity(String by) {
    return TokenIdentity.of(by, toBeSigned(algorithm, header, payload));
  }

  /** MAC_structure or Sig_structure (RFC 9052 sections 6.3 and 4.4), without external data. */
  private static byte[] toBeSigned(String algorithm, byte[] header, CborItem payload) {
    return new CborWriter()
        .array(4)
        .text(tagOf(algorithm) == MAC0 ? "MAC0" : "Signature1")
        .bytes(header)
        .bytes(NOTHING)
        .item(payload)
        .toByteArray();
  }
}
