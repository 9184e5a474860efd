package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.text.Base64Url;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys in the forms in which CDNs hand them out. One text has one meaning: hexadecimal is
 * never taken for base64, nor padding, blanks and line ends for a part of a secret.
 */
public final class KeyMaterial {

  /** The longest text that is read, in characters. */
  public static final int MAX_LENGTH = 32 * 1024;

  private static final int LEAST_SECRET_BYTES = 8;
  private static final String PEM_BEGIN = "-----BEGIN ";

  /** How a key is written. */
  public enum Format {
    /**
     * One key in PEM: PKCS#1, PKCS#8, SEC 1 or SubjectPublicKeyInfo; or that in base64 once more,
     * as Mux and Cloudflare Stream hand it out.
     */
    PEM,
    /** A JSON Web Key (RFC 7517), or that in base64, as Cloudflare Stream hands it out. */
    JWK,
    /** A secret in hexadecimal, as Akamai shows it. */
    HEX,
    /** A secret in base64 (RFC 4648 section 4), padded or not. */
    BASE64,
    /** A secret in base64url (RFC 4648 section 5), padded or not, as Google's tools write it. */
    BASE64URL,
    /** A secret that is the text itself, in visible ASCII: Bunny's, Alibaba's, nginx's. */
    TEXT;

    /** Its name in our APIs: {@code pem}, {@code jwk} ... */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The format of that name; null where there is none. */
    public static @Nullable Format ofWireName(String name) {
      for (Format format : values()) {
        if (format.wireName().equals(name)) {
          return format;
        }
      }
      return null;
    }
  }

  private KeyMaterial() {}

  /**
   * Reads a key.
   *
   * @param kid its identifier, which is the CDN's own name of the key where its tokens name one
   * @param algorithm what it is restricted to; null for the first of those that are allowed and
   *     that the key fits
   * @param allowed the algorithms that are allowed, the preferred one first
   * @param format how it is written
   * @param material the text
   * @throws InvalidJwkException where it cannot be used or is weak; the message says why and what
   *     to do, and holds no key material
   */
  public static Jwk read(
      String kid, @Nullable String algorithm, List<String> allowed, Format format, String material)
      throws InvalidJwkException {
    if (algorithm != null && !allowed.contains(algorithm)) {
      throw new InvalidJwkException("alg must be one of " + String.join(", ", allowed), null);
    }
    if (material.isBlank()) {
      throw new InvalidJwkException("material is empty", null);
    }
    if (material.length() > MAX_LENGTH) {
      throw new InvalidJwkException("material is longer than " + MAX_LENGTH + " characters", null);
    }
    List<String> candidates = algorithm == null ? allowed : List.of(algorithm);
    Map<String, String> members;
    try {
      members =
          switch (format) {
            case PEM -> PemReader.read(unwrapped(material, PEM_BEGIN));
            case JWK -> jwk(unwrapped(material, "{"), kid);
            case HEX, BASE64, BASE64URL, TEXT -> symmetric(secret(format, material));
          };
    } catch (IllegalArgumentException e) {
      throw new InvalidJwkException(String.valueOf(e.getMessage()), null);
    }
    members.put("kid", kid);
    String own = members.get("alg");
    if (own != null) {
      if (!candidates.contains(own)) {
        throw new InvalidJwkException(
            "the key is restricted to another algorithm than " + String.join(", ", candidates),
            null);
      }
      candidates = List.of(own);
    }
    Jwk key = JwkReader.read(withAlgorithm(members, candidates));
    if (key.isSymmetric()) {
      refuseWeak(key.verificationKey().secret());
    }
    return key;
  }

  private static Map<String, String> withAlgorithm(
      Map<String, String> members, List<String> candidates) throws InvalidJwkException {
    String type = members.getOrDefault("kty", "");
    String curve = members.get("crv");
    for (String candidate : candidates) {
      KeyAlgorithm known = KeyAlgorithm.of(candidate);
      boolean curveFits = known.curve() == null || known.curve().jwkName().equals(curve);
      if (JwkReader.typeOf(known).equals(type) && curveFits) {
        members.put("alg", candidate);
        return members;
      }
    }
    throw new InvalidJwkException(
        "the key is of another type or curve than " + String.join(", ", candidates) + " need",
        null);
  }

  /** What base64 has been put around; the text itself where it has not. */
  private static String unwrapped(String material, String begin) {
    String text = material.strip();
    if (text.contains(begin)) {
      return text;
    }
    try {
      String inside =
          new String(
              Base64.getDecoder().decode(text.replaceAll("[\r\n]", "")),
              StandardCharsets.ISO_8859_1);
      String stripped = inside.strip();
      return stripped.startsWith(begin) ? stripped : text;
    } catch (IllegalArgumentException notBase64) {
      return text;
    }
  }

  private static Map<String, String> jwk(String json, String kid) throws InvalidJwkException {
    Map<String, String> members = JwkReader.members(json);
    String own = members.get("kid");
    if (own != null && !own.equals(kid)) {
      throw new InvalidJwkException("the key has another kid than the one it is imported as", null);
    }
    return members;
  }

  private static Map<String, String> symmetric(byte[] secret) {
    Map<String, String> members = new HashMap<>();
    members.put("kty", "oct");
    members.put("k", Base64Url.encode(secret));
    return members;
  }

  private static byte[] secret(Format format, String material) {
    if (!material.equals(material.strip())) {
      throw new IllegalArgumentException("material must not begin or end with white space");
    }
    if (format == Format.TEXT) {
      if (!material.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new IllegalArgumentException("a key as text must be visible ASCII without blanks");
      }
      return material.getBytes(StandardCharsets.US_ASCII);
    }
    if (format == Format.HEX) {
      try {
        return HexFormat.of().parseHex(material);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "material must be an even number of hexadecimal digits and nothing else");
      }
    }
    if (JwkReader.isHexadecimal(material, 2 * LEAST_SECRET_BYTES)) {
      throw new IllegalArgumentException(
          "material looks like hexadecimal: import it with format hex");
    }
    return base64(format, material);
  }

  private static byte[] base64(Format format, String material) {
    String bare = material.replaceAll("={1,2}$", "");
    boolean padded = bare.length() < material.length();
    boolean url = format == Format.BASE64URL;
    String other = url ? "+/" : "-_";
    if (bare.chars().anyMatch(c -> other.indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "material has characters of "
              + (url
                  ? "base64: import it with format base64"
                  : "base64url: import it with format" + " base64url"));
    }
    byte[] bytes = Base64Url.decode(bare.replace('+', '-').replace('/', '_'));
    if (bytes == null || (padded && material.length() % 4 != 0)) {
      throw new IllegalArgumentException("material is not " + format.wireName());
    }
    return bytes;
  }

  private static void refuseWeak(byte[] secret) throws InvalidJwkException {
    if (secret.length < LEAST_SECRET_BYTES) {
      throw new InvalidJwkException(
          "the secret is shorter than "
              + LEAST_SECRET_BYTES
              + " bytes and can be guessed: make a longer one at the CDN",
          null);
    }
    boolean repeated = true;
    for (byte b : secret) {
      repeated &= b == secret[0];
    }
    if (repeated) {
      throw new InvalidJwkException("the secret is one byte repeated: anyone guesses it", null);
    }
  }
}
