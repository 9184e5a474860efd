package io.playgate.playbacktoken.key;

import static java.util.Objects.requireNonNull;

import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * One line of a table of {@code signature-cases}.
 *
 * @param id the number in the suite that the case is from
 * @param valid whether the key made the signature
 */
public record SignatureCase(
    String id, boolean valid, String keyHex, String messageHex, String signatureHex) {

  /** The engines that must give the same verdicts: {@code platform}, or those {@code chosen}. */
  public static SignatureEngines engines(String name) {
    return name.equals("platform") ? SignatureEngines.platform() : SignatureEngines.current();
  }

  /** All lines of a table. */
  public static List<SignatureCase> read(String table) {
    List<SignatureCase> cases = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(
                    SignatureCase.class.getResourceAsStream("/signature-cases/" + table)),
                StandardCharsets.US_ASCII))) {
      String[] last = new String[5];
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] fields = line.split("\t", -1);
        for (int i = 2; i < 4; i++) {
          fields[i] = fields[i].equals("=") ? last[i] : fields[i];
        }
        last = fields;
        cases.add(
            new SignatureCase(
                fields[0], fields[1].equals("valid"), fields[2], fields[3], fields[4]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  /** The cases on which our verdict is another one, by their numbers. */
  public static List<String> wrong(List<SignatureCase> cases, Predicate<SignatureCase> verdict) {
    return cases.stream()
        .filter(each -> verdict.test(each) != each.valid)
        .map(SignatureCase::id)
        .toList();
  }

  /** A key whose signatures these engines verify. */
  public static SigningKey key(String algorithm, Key key, SignatureEngines engines) {
    return new SigningKey("k", algorithm, key, () -> engines);
  }

  /** The key's bytes. */
  public byte[] key() {
    return hex(keyHex);
  }

  /** What was signed, or was not. */
  public byte[] message() {
    return hex(messageHex);
  }

  /** What may be a signature. */
  public byte[] signature() {
    return hex(signatureHex);
  }

  /** The key as an uncompressed point on P-256. */
  public PublicKey p256() {
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(
              new ECPublicKeySpec(
                  new ECPoint(
                      new BigInteger(keyHex.substring(2, 66), 16),
                      new BigInteger(keyHex.substring(66), 16)),
                  requireNonNull(KeyAlgorithm.ES256.curve()).parameters()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The key as an encoded point on Ed25519. */
  public PublicKey ed25519() {
    return ed25519(key());
  }

  /** An encoded point on Ed25519 as a key, with the head that RFC 8410 gives it. */
  public static PublicKey ed25519(byte[] point) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(
              new X509EncodedKeySpec(
                  hex("302a300506032b6570032100" + HexFormat.of().formatHex(point))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
