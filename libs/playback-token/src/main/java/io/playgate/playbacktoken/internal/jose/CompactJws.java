package io.playgate.playbacktoken.internal.jose;

import com.fasterxml.jackson.core.JsonParser;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.StrictJson;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Signature in compact form (RFC 7515), read strictly and not yet trusted: exactly three
 * parts of base64url without padding or spare bits, a header that is JSON without duplicate members
 * or trailing bytes, and no extension that would have to be understood ({@code crit}, {@code b64}).
 */
public final class CompactJws {
  /** The longest text that is read, in characters. */
  public static final int MAX_LENGTH = 8192;

  private final String algorithm;
  private final @Nullable String type;
  private final @Nullable String kid;
  private final byte[] payload;
  private final byte[] signed;
  private final byte[] signature;

  private CompactJws(Header header, byte[] payload, byte[] signed, byte[] signature) {
    this.algorithm = header.algorithm == null ? "" : header.algorithm;
    this.type = header.type;
    this.kid = header.kid;
    this.payload = payload;
    this.signed = signed;
    this.signature = signature;
  }

  /** The text is not a JSON Web Signature in compact form. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean critical;

    private MalformedException(boolean critical, String detail) {
      super(detail, null, false, false);
      this.critical = critical;
    }

    /** Whether the header has an extension that would have to be understood. */
    public boolean isCritical() {
      return critical;
    }
  }

  /**
   * Reads one.
   *
   * @throws MalformedException if it is malformed, too long, or has extensions
   */
  public static CompactJws read(String text) throws MalformedException {
    if (text.length() > MAX_LENGTH) {
      throw malformed("the token is too long");
    }
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      throw malformed("a token has three parts");
    }
    byte[] head = Base64Url.decode(text, 0, first);
    byte[] payload = Base64Url.decode(text, first + 1, second);
    byte[] signature = Base64Url.decode(text, second + 1, text.length());
    if (head == null || payload == null || signature == null) {
      throw malformed("a part is not base64url");
    }
    Header header = new Header();
    try {
      StrictJson.readObject(head, header::read);
    } catch (IOException e) {
      throw malformed("the header must be one JSON object of the expected members, each once");
    }
    if (header.critical) {
      throw new MalformedException(true, "the header must not contain crit");
    }
    return new CompactJws(
        header,
        payload,
        text.substring(0, second).getBytes(StandardCharsets.ISO_8859_1),
        signature);
  }

  /** {@code alg}; empty where there is none. */
  public String algorithm() {
    return algorithm;
  }

  /** {@code typ}. */
  public @Nullable String type() {
    return type;
  }

  /** {@code kid}. */
  public @Nullable String kid() {
    return kid;
  }

  /** The payload, in a copy. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The text that was signed, header and payload as they stand; not to be changed. */
  public byte[] signed() {
    return signed;
  }

  /**
   * Whether a key made the signature: its algorithm must be the header's, and one that the dialect
   * allows, whatever the header says (RFC 8725 section 3.1).
   */
  public boolean isSignedBy(SigningKey key, Collection<String> allowed) {
    return key.algorithm().equals(algorithm)
        && allowed.contains(algorithm)
        && key.verify(signed, 0, signed.length, signature);
  }

  /**
   * The compact form of a payload.
   *
   * @param type {@code typ}; none where null
   * @param withKid whether the header names the key
   */
  public static String sign(byte[] payload, SigningKey key, @Nullable String type, boolean withKid)
      throws KeyCannotSignException {
    String header =
        Base64Url.encode(
            StrictJson.writeObject(out -> {
              out.writeStringField("alg", key.algorithm());
              if (type != null) {
                out.writeStringField("typ", type);
              }
              if (withKid) {
                out.writeStringField("kid", key.kid());
              }
            }));
    String signed = header + '.' + Base64Url.encode(payload);
    return signed + '.' + Base64Url.encode(key.sign(signed.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(false, detail);
  }

  /** The members of the header that are looked at. */
  private static final class Header {
    private @Nullable String algorithm;
    private @Nullable String type;
    private @Nullable String kid;
    private boolean critical;

    void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "alg" -> algorithm = StrictJson.string(value);
        case "typ" -> type = StrictJson.string(value);
        case "kid" -> kid = StrictJson.string(value);
        case "crit", "b64" -> {
          critical = true;
          value.skipChildren();
        }
        default -> value.skipChildren();
      }
    }
  }
}
