package io.playgate.playbacktoken.internal.signing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What every engine must compute before it is used: published signatures (RFC 6979 appendix A.2.5,
 * RFC 8032 section 7.1 test 2), which it verifies, and makes again where the scheme has one
 * signature only; and the same of another text, which it must refuse.
 */
final class KnownAnswers {
  private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.US_ASCII);
  private static final String P256_SECRET =
      "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
  private static final String P256_X =
      "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
  private static final String P256_Y =
      "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
  private static final String P256_SHA256 =
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
          + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
  private static final String P256_SHA1 =
      "61340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a35471d32"
          + "6d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c996e1b8b7eb";
  private static final byte[] ED25519_TEXT = {0x72};
  private static final String ED25519_SECRET =
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";

  /** The public key, most significant byte first; its x is even. */
  private static final String ED25519_Y =
      "0c66f42af155cdc08c96c42ecf2c989cbc7e1b4da70ab7925a8943e8c317403d";

  private static final String ED25519 =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

  private final SignatureEngine engine;

  private KnownAnswers(SignatureEngine engine) {
    this.engine = engine;
  }

  /**
   * Asks an engine.
   *
   * @throws IllegalStateException naming the engine and the scheme, where an answer is another
   */
  static void require(SignatureEngine engine) {
    KnownAnswers asked = new KnownAnswers(engine);
    try {
      PublicKey p256 = p256Public();
      asked.verifies(SignatureScheme.P256_SHA256, p256, SAMPLE, P256_SHA256);
      asked.verifies(SignatureScheme.P256_SHA1, p256, SAMPLE, P256_SHA1);
      asked.verifies(SignatureScheme.ED25519, ed25519Public(), ED25519_TEXT, ED25519);
      asked.signsP256(p256);
      asked.signsEd25519();
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      throw e instanceof WrongAnswerException wrong
          ? wrong
          : new IllegalStateException(
              "the signature engine " + engine.id() + " fails its self-test", e);
    }
  }

  private static final class WrongAnswerException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    WrongAnswerException(String message) {
      super(message);
    }
  }

  private void verifies(SignatureScheme scheme, PublicKey key, byte[] text, String signature)
      throws GeneralSecurityException {
    if (!engine.verifies(scheme)) {
      return;
    }
    Verifier verifier = engine.verifier(scheme, key);
    byte[] signed = HexFormat.of().parseHex(signature);
    byte[] other = text.clone();
    other[0] ^= 1;
    demand(verifier.verify(text, 0, text.length, signed), scheme);
    demand(!verifier.verify(other, 0, other.length, signed), scheme);
    for (int at : new int[] {0, signed.length - 1}) {
      byte[] forged = signed.clone();
      forged[at] ^= 1;
      demand(!verifier.verify(text, 0, text.length, forged), scheme);
    }
  }

  /** ECDSA draws a number for each signature: what it is, is told by verifying. */
  private void signsP256(PublicKey key) throws GeneralSecurityException {
    SignatureScheme scheme = SignatureScheme.P256_SHA256;
    if (!engine.signs(scheme)) {
      return;
    }
    Signer signer = engine.signer(scheme, p256Private());
    byte[] signature = signer.sign(SAMPLE, 0, SAMPLE.length);
    demand(engine.verifier(scheme, key).verify(SAMPLE, 0, SAMPLE.length, signature), scheme);
    demand(!Arrays.equals(signature, signer.sign(SAMPLE, 0, SAMPLE.length)), scheme);
  }

  private void signsEd25519() throws GeneralSecurityException {
    SignatureScheme scheme = SignatureScheme.ED25519;
    if (!engine.signs(scheme)) {
      return;
    }
    PrivateKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(
                new EdECPrivateKeySpec(
                    NamedParameterSpec.ED25519, HexFormat.of().parseHex(ED25519_SECRET)));
    byte[] signature = engine.signer(scheme, key).sign(ED25519_TEXT, 0, ED25519_TEXT.length);
    demand(Arrays.equals(signature, HexFormat.of().parseHex(ED25519)), scheme);
  }

  private void demand(boolean right, SignatureScheme scheme) {
    if (!right) {
      throw new WrongAnswerException(
          "the signature engine " + engine.id() + " fails its self-test of " + scheme);
    }
  }

  private static PublicKey p256Public() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(new BigInteger(P256_X, 16), new BigInteger(P256_Y, 16)),
                EllipticCurve.P256.parameters()));
  }

  private static PrivateKey p256Private() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(new BigInteger(P256_SECRET, 16), EllipticCurve.P256.parameters()));
  }

  private static PublicKey ed25519Public() throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(false, new BigInteger(ED25519_Y, 16))));
  }
}
