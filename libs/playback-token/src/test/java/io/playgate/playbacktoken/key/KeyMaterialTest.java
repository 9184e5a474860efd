package io.playgate.playbacktoken.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.KeyMaterial.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in the forms of CDNs, and all that is refused; OpenSSL writes and judges the PEM. */
class KeyMaterialTest {
  private static final List<String> ANY =
      List.of("RS256", "RS1", "ES256", "ES384", "EdDSA", "HS256", "secret");
  private static final List<String> SECRETS = List.of("HS256", "secret");
  private static final String SECRET = "00112233445566778899aabbccddeeff";

  @TempDir Path folder;

  // Secrets

  @Test
  void oneSecretInEveryForm() throws Exception {
    byte[] bytes = HexFormat.of().parseHex(SECRET);
    for (String text : List.of(SECRET, SECRET.toUpperCase(java.util.Locale.ROOT))) {
      assertThat(read(SECRETS, Format.HEX, text).verificationKey().secret()).isEqualTo(bytes);
    }
    assertThat(read(SECRETS, Format.BASE64, Base64.getEncoder().encodeToString(bytes)))
        .satisfies(key -> assertThat(key.verificationKey().secret()).isEqualTo(bytes));
    assertThat(read(SECRETS, Format.BASE64URL, Base64.getUrlEncoder().encodeToString(bytes)))
        .satisfies(key -> assertThat(key.verificationKey().secret()).isEqualTo(bytes));
    assertThat(read(SECRETS, Format.BASE64URL, Base64Url.encode(bytes)))
        .satisfies(key -> assertThat(key.verificationKey().secret()).isEqualTo(bytes));
    assertThat(read(SECRETS, Format.TEXT, SECRET).verificationKey().secret())
        .isEqualTo(SECRET.getBytes(StandardCharsets.US_ASCII));
    assertThat(
            read(
                SECRETS, Format.JWK, "{\"kty\":\"oct\",\"k\":\"" + Base64Url.encode(bytes) + "\"}"))
        .satisfies(key -> assertThat(key.verificationKey().secret()).isEqualTo(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "BASE64, 00112233445566778899aabbccddeeff, looks like hexadecimal",
    "BASE64URL, 00112233445566778899AABBCCDDEEFF, looks like hexadecimal",
    "HEX, 00112233445566778899aabbccddeef, even number of hexadecimal digits",
    "HEX, 0x112233445566778899aabbccddeeff, even number of hexadecimal digits",
    "HEX, 00:11:22:33:44:55:66:77, even number of hexadecimal digits",
    "HEX, 00112233445566, shorter than",
    "HEX, 000000000000000000000000000000000000, one byte repeated",
    "TEXT, aaaaaaaaaaaaaaaaaaaa, one byte repeated",
    "TEXT, schlüssel-der-cdn, visible ASCII",
    "TEXT, short, shorter than",
    "TEXT, two words of a key, without blanks",
    "BASE64, 0011223344556677, looks like hexadecimal",
    "JWK, '{\"k\":\"ABEiM0RVZneImaq7zN3u_w\"}', another type or curve",
    "JWK, '{\"kty\":\"EC\",\"crv\":\"P-256\"}', another type or curve",
    "BASE64, ABEiM0RVZneImaq7zN3u_w==, format base64url",
    "BASE64URL, ABEiM0RVZneImaq7zN3u/w==, format base64",
    "BASE64, ABEiM0RVZneImaq7zN3u/w=, is not base64",
    "BASE64, ABEiM0RVZneImaq7zN3u/x==, is not base64",
    "BASE64, ABEi M0RVZneImaq7zN3u/w==, is not base64",
    "JWK, '{\"kty\":\"oct\",\"k\":\"00112233445566778899aabbccddeeff\"}', looks like hexadecimal",
    "JWK, '{\"kty\":\"oct\",\"k\":\"ABEiM0RVZneImaq7zN3u_w\",\"kid\":\"other\"}', another kid",
    "JWK, '{\"kty\":\"oct\",\"k\":\"ABEiM0RVZneImaq7zN3u_w\",\"alg\":\"HS384\"}', another algorithm",
    "JWK, '[]', not one JSON object",
    "PEM, ABEiM0RVZneImaq7zN3u, there is no key",
  })
  void whatCannotBeOneIsRefused(Format format, String text, String why) {
    assertRefused(SECRETS, format, text, why);
  }

  @Test
  void whiteSpaceIsNoPartOfAKey() {
    for (Format format : List.of(Format.HEX, Format.TEXT, Format.BASE64)) {
      assertRefused(SECRETS, format, SECRET + "\n", "white space");
      assertRefused(SECRETS, format, " " + SECRET, "white space");
      assertRefused(SECRETS, format, " \n ", "material is empty");
    }
  }

  @Test
  void theHugeIsRefused() {
    for (Format format : Format.values()) {
      assertRefused(ANY, format, "a".repeat(KeyMaterial.MAX_LENGTH + 1), "longer than");
    }
  }

  @Test
  void anAlgorithmThatTheDialectDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> KeyMaterial.read("k", "HS1", SECRETS, Format.HEX, SECRET))
        .isInstanceOf(InvalidJwkException.class)
        .hasMessageContaining("alg must be one of HS256, secret");
  }

  @Test
  void aNamedAlgorithmIsTheOneItIsRestrictedTo() throws Exception {
    assertThat(KeyMaterial.read("k", "secret", SECRETS, Format.HEX, SECRET).algorithm())
        .isEqualTo("secret");
    assertThat(read(SECRETS, Format.HEX, SECRET).algorithm()).isEqualTo("HS256");
  }

  // Pairs

  @ParameterizedTest
  @CsvSource({
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048, RS256",
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072, RS256",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, ES256",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384, ES384",
    "ecparam -name prime256v1 -genkey, ES256",
    "genpkey -algorithm ED25519, EdDSA",
  })
  void everyFormOfAPairIsTheSamePair(String generate, String algorithm) throws Exception {
    String pem = openssl(null, generate.split(" "));
    String publicPem = openssl(pem, "pkey", "-pubout");
    Jwk verifier = read(ANY, Format.PEM, publicPem);
    assertThat(verifier.canSign()).isFalse();
    assertThat(verifier.algorithm()).isEqualTo(algorithm);

    List<String> forms = new ArrayList<>(List.of(pem, openssl(pem, "pkcs8", "-topk8", "-nocrypt")));
    forms.add(pem.replace("\n", "\r\n"));
    forms.add("A note of the vendor's.\n\n" + pem + "\n");
    forms.add(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    forms.add(
        Base64.getEncoder().encodeToString(("\n " + pem).getBytes(StandardCharsets.US_ASCII)));
    forms.add(Base64.getMimeEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    if (algorithm.startsWith("RS")) {
      forms.add(openssl(pem, "rsa", "-traditional"));
      assertThat(read(ANY, Format.PEM, openssl(pem, "rsa", "-RSAPublicKey_out")).toJson())
          .isEqualTo(verifier.toJson());
    } else if (algorithm.startsWith("ES")) {
      forms.add(openssl(pem, "ec"));
      forms.add(openssl(pem, "ec", "-no_public"));
      forms.add(openssl(openssl(pem, "ec", "-no_public"), "ec", "-no_public"));
    }
    for (String form : forms) {
      Jwk key = read(ANY, Format.PEM, form);
      assertThat(key.canSign()).isTrue();
      assertThat(key.toVerificationJson()).isEqualTo(verifier.toVerificationJson());
      byte[] text = "a text".getBytes(StandardCharsets.US_ASCII);
      assertThat(
              verifier.verificationKey().verify(text, 0, text.length, key.signingKey().sign(text)))
          .isTrue();
      assertThat(read(ANY, Format.JWK, key.toJson()).toJson()).isEqualTo(key.toJson());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024, shorter than 2048 bits",
    "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048, restricted to PSS",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1, must be P-256 or P-384",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521, must be P-256 or P-384",
    "'genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit', in"
        + " numbers",
    "genpkey -algorithm X25519, must be RSA",
    "genpkey -algorithm ED448, must be RSA",
    "genpkey -algorithm ED25519 -aes-128-cbc -pass pass:abcd, encrypted",
  })
  void pairsThatAreWeakOrUnfitAreRefused(String generate, String why) throws Exception {
    assertRefused(ANY, Format.PEM, openssl(null, generate.split(" ")), why);
  }

  @Test
  void whatIsNoKeyOrMoreThanOneIsRefused() throws Exception {
    String pem = openssl(null, "genpkey", "-algorithm", "ED25519");
    assertRefused(ANY, Format.PEM, pem + pem, "more than one key");
    assertRefused(ANY, Format.PEM, pem.replace("END PRIVATE", "END PUBLIC"), "differ");
    assertRefused(ANY, Format.PEM, pem.replace("PRIVATE KEY", "CERTIFICATE"), "x509 -pubkey");
    assertRefused(
        ANY, Format.PEM, pem.replace("PRIVATE KEY", "DH PARAMETERS"), "must be one of PRIVATE KEY");
    assertRefused(List.of("ES256"), Format.PEM, pem, "another type or curve than ES256");
    assertRefused(SECRETS, Format.PEM, pem, "another type or curve than HS256, secret");
    String encrypted =
        openssl(
            openssl(null, "genpkey", "-algorithm", "RSA"),
            "rsa",
            "-traditional",
            "-aes128",
            "-passout",
            "pass:abcd");
    assertRefused(ANY, Format.PEM, encrypted, "encrypted");
    String compressed =
        openssl(
            openssl(null, "ecparam", "-name", "prime256v1", "-genkey"),
            "ec",
            "-pubout",
            "-conv_form",
            "compressed");
    assertRefused(ANY, Format.PEM, compressed, "uncompressed");
  }

  @Test
  void aPrivatePartThatDoesNotBelongToThePublicOneIsRefused() throws Exception {
    String one = openssl(null, "ecparam", "-name", "prime256v1", "-genkey", "-noout");
    String other = openssl(null, "ecparam", "-name", "prime256v1", "-genkey", "-noout");
    byte[] mixed = der(one);
    byte[] donor = der(other);
    System.arraycopy(donor, donor.length - 64, mixed, mixed.length - 64, 64);
    assertRefused(ANY, Format.PEM, pem("EC PRIVATE KEY", mixed), "does not belong");
  }

  @Test
  void aPointThatIsNotOnTheCurveIsRefused() throws Exception {
    byte[] info =
        der(
            openssl(
                openssl(null, "ecparam", "-name", "prime256v1", "-genkey", "-noout"),
                "pkey",
                "-pubout"));
    info[info.length - 1] ^= 1;
    assertRefused(ANY, Format.PEM, pem("PUBLIC KEY", info), "a point on P-256");
  }

  @Test
  void numbersOfAnRsaKeyThatCannotBeAreRefusedBeforeTheyAreComputedWith() throws Exception {
    String jwk = read(ANY, Format.PEM, openssl(null, "genpkey", "-algorithm", "RSA")).toJson();
    String huge = Base64Url.encode(new byte[] {1, 2, 3}).repeat(1500);
    for (String name : List.of("d", "p", "q", "dp", "dq", "qi")) {
      assertRefused(
          ANY, Format.JWK, jwk.replaceFirst("\"" + name + "\":\"[^\"]*", member(name, "AA")), name);
      assertRefused(
          ANY, Format.JWK, jwk.replaceFirst("\"" + name + "\":\"[^\"]*", member(name, huge)), name);
    }
    assertRefused(
        ANY,
        Format.JWK,
        jwk.replaceFirst("\"p\":\"[^\"]*", member("p", "Aw")),
        "product of p and q");
  }

  private static String member(String name, String value) {
    return "\"" + name + "\":\"" + value;
  }

  @Test
  void anRsaModulusWithASmallFactorIsRefused() throws Exception {
    byte[] info = der(openssl(openssl(null, "genpkey", "-algorithm", "RSA"), "pkey", "-pubout"));
    // The last byte of the modulus is before the exponent, 02 03 01 00 01.
    info[info.length - 6] &= (byte) 0xfe;
    assertRefused(ANY, Format.PEM, pem("PUBLIC KEY", info), "small factor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "ED25519"})
  void damagedKeysAreRefusedAndNeverFail(String type) throws Exception {
    String generated =
        type.equals("EC")
            ? openssl(null, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
            : openssl(null, "genpkey", "-algorithm", type);
    byte[] der = der(generated);
    String whole = read(ANY, Format.PEM, pem("PRIVATE KEY", der)).toJson();
    Random random = new Random(42);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = der.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      if (i % 3 == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(der.length));
      } else if (i % 3 == 1) {
        damaged = Arrays.copyOf(der, der.length + 1 + random.nextInt(20));
      }
      try {
        // What is read nevertheless is another spelling of nothing but a key.
        Jwk read = read(ANY, Format.PEM, pem("PRIVATE KEY", damaged));
        assertThat(read.toJson()).as("damage %d at %d", i, at).isNotEqualTo(whole);
      } catch (InvalidJwkException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  private static Jwk read(List<String> allowed, Format format, String material)
      throws InvalidJwkException {
    return KeyMaterial.read("cdn-1", null, allowed, format, material);
  }

  private static void assertRefused(
      List<String> allowed, Format format, String material, String why) {
    assertThatThrownBy(() -> read(allowed, format, material))
        .isInstanceOf(InvalidJwkException.class)
        .hasMessageContaining(why)
        .satisfies(refused -> {
          if (material.strip().length() > 12) {
            assertThat(refused.getMessage()).doesNotContain(material.strip());
          }
        });
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----(BEGIN|END)[^-]*-----", ""));
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }

  private String openssl(@Nullable String input, String... arguments)
      throws IOException, InterruptedException {
    Path in = folder.resolve("in-" + new SecureRandom().nextLong());
    Path out = folder.resolve("out-" + new SecureRandom().nextLong());
    Files.writeString(in, input == null ? "" : input);
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "openssl is missing; install it with: apt-get install openssl");
      throw e;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    return Files.readString(out);
  }
}
