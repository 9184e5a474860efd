package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.signing.EllipticCurve;
import io.playgate.playbacktoken.internal.text.Base64Url;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a key in PEM (RFC 7468) into the members of a JSON Web Key: PKCS#8 (RFC 5958) and
 * SubjectPublicKeyInfo (RFC 5280) of RSA, P-256, P-384 and Ed25519, PKCS#1 (RFC 8017 appendix A.1)
 * and SEC 1 (RFC 5915). Curves are named ones: parameters that come with a key are never computed
 * with. What is wrong is an {@link IllegalArgumentException} that holds no key material.
 */
final class PemReader {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final Set<String> PASSED_OVER = Set.of("EC PARAMETERS");

  private static final String RSA = "2a864886f70d010101";
  private static final String RSA_PSS = "2a864886f70d01010a";
  private static final String EC = "2a8648ce3d0201";
  private static final String ED25519 = "2b6570";
  private static final String P256 = "2a8648ce3d030107";
  private static final String P384 = "2b81040022";
  private static final int PARAMETERS = 0xa0;
  private static final int PUBLIC_KEY = 0xa1;
  private static final int PUBLIC_KEY_OF_PKCS8 = 0x81;

  private PemReader() {}

  static Map<String, String> read(String pem) {
    String label = null;
    byte[] der = null;
    for (int at = pem.indexOf(BEGIN); at >= 0; at = pem.indexOf(BEGIN, at)) {
      int labelEnd = pem.indexOf(DASHES, at + BEGIN.length());
      int end = labelEnd < 0 ? -1 : pem.indexOf(END, labelEnd);
      if (end < 0) {
        throw new IllegalArgumentException("the key in the PEM text has no end");
      }
      String own = pem.substring(at + BEGIN.length(), labelEnd);
      if (!pem.startsWith(END + own + DASHES, end)) {
        throw new IllegalArgumentException("the lines BEGIN and END of the key differ");
      }
      at = end;
      if (PASSED_OVER.contains(own)) {
        continue;
      }
      if (der != null) {
        throw new IllegalArgumentException("there is more than one key in the PEM text");
      }
      label = own;
      der = decoded(pem.substring(labelEnd + DASHES.length(), end));
    }
    if (label == null || der == null) {
      throw new IllegalArgumentException(
          "there is no key in the PEM text: it begins with -----BEGIN and ends with -----END");
    }
    DerReader reader = new DerReader(der);
    Map<String, String> members =
        switch (label) {
          case "PRIVATE KEY" -> pkcs8(reader.enter(DerReader.SEQUENCE));
          case "PUBLIC KEY" -> publicKeyInfo(reader.enter(DerReader.SEQUENCE));
          case "RSA PRIVATE KEY" -> rsaPrivate(reader.enter(DerReader.SEQUENCE));
          case "RSA PUBLIC KEY" -> rsaPublic(reader.enter(DerReader.SEQUENCE));
          case "EC PRIVATE KEY" -> ecPrivate(reader.enter(DerReader.SEQUENCE), null);
          case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
          case "CERTIFICATE" ->
              throw new IllegalArgumentException(
                  "this is a certificate: its key alone is given by openssl x509 -pubkey -noout");
          default ->
              throw new IllegalArgumentException(
                  "the line BEGIN must name a key: it must be one of PRIVATE KEY,"
                      + " PUBLIC KEY, RSA PRIVATE KEY, RSA PUBLIC KEY, EC PRIVATE KEY");
        };
    reader.end();
    return members;
  }

  private static byte[] decoded(String text) {
    if (text.contains("Proc-Type") || text.contains("DEK-Info")) {
      throw encrypted();
    }
    try {
      return Base64.getDecoder().decode(text.replaceAll("[ \t\r\n]", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("what stands between BEGIN and END is not base64");
    }
  }

  private static IllegalArgumentException encrypted() {
    return new IllegalArgumentException(
        "the key is encrypted: decrypt it first, as by openssl pkey -in FILE");
  }

  private static Map<String, String> pkcs8(DerReader key) {
    BigInteger version = key.number();
    DerReader algorithm = key.enter(DerReader.SEQUENCE);
    byte[] material = key.content(DerReader.OCTET_STRING);
    if (key.isNext(PARAMETERS)) {
      key.enter(PARAMETERS); // attributes
    }
    if (version.equals(BigInteger.ONE) && key.isNext(PUBLIC_KEY_OF_PKCS8)) {
      key.enter(PUBLIC_KEY_OF_PKCS8);
    }
    key.end();
    if (version.compareTo(BigInteger.ONE) > 0) {
      throw new IllegalArgumentException("the version of the private key is not known");
    }
    DerReader inner = new DerReader(material);
    String oid = algorithm.oid();
    Map<String, String> members =
        switch (oid) {
          case RSA -> {
            nullParameters(algorithm);
            yield rsaPrivate(inner.enter(DerReader.SEQUENCE));
          }
          case EC -> ecPrivate(inner.enter(DerReader.SEQUENCE), curve(algorithm));
          case ED25519 -> {
            algorithm.end();
            yield edPrivate(inner.content(DerReader.OCTET_STRING));
          }
          default -> throw unknown(oid);
        };
    inner.end();
    return members;
  }

  private static Map<String, String> publicKeyInfo(DerReader info) {
    DerReader algorithm = info.enter(DerReader.SEQUENCE);
    byte[] material = info.bits();
    info.end();
    String oid = algorithm.oid();
    return switch (oid) {
      case RSA -> {
        nullParameters(algorithm);
        DerReader inner = new DerReader(material);
        Map<String, String> members = rsaPublic(inner.enter(DerReader.SEQUENCE));
        inner.end();
        yield members;
      }
      case EC -> point(curve(algorithm), material);
      case ED25519 -> {
        algorithm.end();
        yield members("OKP", "crv", "Ed25519", "x", Base64Url.encode(material));
      }
      default -> throw unknown(oid);
    };
  }

  private static IllegalArgumentException unknown(String oid) {
    return new IllegalArgumentException(
        oid.equals(RSA_PSS)
            ? "RSA keys that are restricted to PSS by themselves are not read: use one of type"
                + " rsaEncryption"
            : "keys of this type are not known: it must be RSA, P-256, P-384 or Ed25519");
  }

  private static void nullParameters(DerReader algorithm) {
    if (algorithm.isNext(DerReader.NULL)) {
      algorithm.enter(DerReader.NULL).end();
    }
    algorithm.end();
  }

  private static Map<String, String> rsaPrivate(DerReader key) {
    if (key.number().signum() != 0) {
      throw new IllegalArgumentException("RSA keys of more than two primes are not read");
    }
    Map<String, String> members = members("RSA");
    for (String name : new String[] {"n", "e", "d", "p", "q", "dp", "dq", "qi"}) {
      members.put(name, unsigned(key.number()));
    }
    key.end();
    return members;
  }

  private static Map<String, String> rsaPublic(DerReader key) {
    Map<String, String> members =
        members("RSA", "n", unsigned(key.number()), "e", unsigned(key.number()));
    key.end();
    return members;
  }

  private static Map<String, String> ecPrivate(DerReader key, @Nullable EllipticCurve outer) {
    if (!key.number().equals(BigInteger.ONE)) {
      throw new IllegalArgumentException("the version of the private key is not known");
    }
    byte[] scalar = key.content(DerReader.OCTET_STRING);
    EllipticCurve curve = outer;
    if (key.isNext(PARAMETERS)) {
      EllipticCurve own = curve(key.enter(PARAMETERS));
      if (outer != null && own != outer) {
        throw new IllegalArgumentException("the key names two curves");
      }
      curve = own;
    }
    if (curve == null) {
      throw new IllegalArgumentException("the key does not say which curve it is on");
    }
    if (scalar.length != curve.bytes() || !curve.isScalar(new BigInteger(1, scalar))) {
      throw new IllegalArgumentException("the private key does not fit its curve");
    }
    Map<String, String> members;
    if (key.isNext(PUBLIC_KEY)) {
      DerReader encoded = key.enter(PUBLIC_KEY);
      members = point(curve, encoded.bits());
      encoded.end();
    } else {
      ECPoint point = curve.publicPoint(new BigInteger(1, scalar));
      members =
          members(
              "EC",
              "crv",
              curve.jwkName(),
              "x",
              fixed(point.getAffineX(), curve.bytes()),
              "y",
              fixed(point.getAffineY(), curve.bytes()));
    }
    key.end();
    members.put("d", Base64Url.encode(scalar));
    return members;
  }

  private static EllipticCurve curve(DerReader parameters) {
    if (!parameters.isNext(DerReader.OID)) {
      throw new IllegalArgumentException(
          "the key brings its curve in numbers: it must name it, as openssl does by -param_enc"
              + " named_curve");
    }
    EllipticCurve curve =
        switch (parameters.oid()) {
          case P256 -> EllipticCurve.P256;
          case P384 -> EllipticCurve.P384;
          default ->
              throw new IllegalArgumentException("the curve of the key must be P-256 or P-384");
        };
    parameters.end();
    return curve;
  }

  /** A point in its uncompressed form (SEC 1 section 2.3.3). */
  private static Map<String, String> point(EllipticCurve curve, byte[] encoded) {
    if (encoded.length != 1 + 2 * curve.bytes() || encoded[0] != 4) {
      throw new IllegalArgumentException(
          "the point of the key must be uncompressed, as openssl writes it by -conv_form"
              + " uncompressed");
    }
    return members(
        "EC",
        "crv",
        curve.jwkName(),
        "x",
        Base64Url.encode(Arrays.copyOfRange(encoded, 1, 1 + curve.bytes())),
        "y",
        Base64Url.encode(Arrays.copyOfRange(encoded, 1 + curve.bytes(), encoded.length)));
  }

  private static Map<String, String> edPrivate(byte[] seed) {
    if (seed.length != 32) {
      throw new IllegalArgumentException("the private key must be of 32 bytes");
    }
    Map<String, String> members = members("OKP", "crv", "Ed25519", "x", edPublic(seed));
    members.put("d", Base64Url.encode(seed));
    return members;
  }

  /** The platform makes a pair of the 32 bytes that its source of random numbers gives. */
  private static String edPublic(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
      KeyPair pair = generator.generateKeyPair();
      EdECPublicKey key = (EdECPublicKey) pair.getPublic();
      return JwkWriter.encoded(key);
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  private static String unsigned(BigInteger number) {
    return fixed(number, Math.max(1, (number.bitLength() + 7) / 8));
  }

  private static String fixed(BigInteger number, int length) {
    return Base64Url.encode(JwkWriter.fixed(number, length));
  }

  private static Map<String, String> members(String type, String... more) {
    Map<String, String> members = new HashMap<>();
    members.put("kty", type);
    for (int i = 0; i < more.length; i += 2) {
      members.put(more[i], more[i + 1]);
    }
    return members;
  }

  /** Gives bytes that are known. */
  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient byte[] given;

    Given(byte[] given) {
      super();
      this.given = given;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != given.length) {
        throw new IllegalStateException("the platform asked for " + bytes.length + " bytes");
      }
      System.arraycopy(given, 0, bytes, 0, bytes.length);
    }
  }
}
