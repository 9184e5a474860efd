package io.playgate.support.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Es256Test {

  @BeforeEach
  void register() {
    Es256.register(SignatureEngines.current());
  }

  @AfterEach
  void restore() {
    AlgorithmFactoryFactory.getInstance()
        .getJwsAlgorithmFactory()
        .registerAlgorithm(new EcdsaUsingShaAlgorithm.EcdsaP256UsingSha256());
  }

  @Test
  void jose4jVerifiesByTheChosenEngine() throws Exception {
    JsonWebSignatureAlgorithm inUse =
        AlgorithmFactoryFactory.getInstance()
            .getJwsAlgorithmFactory()
            .getAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    assertThat(inUse).isInstanceOf(Es256.class);
    assertThat(SignatureEngines.current().byOperation())
        .containsEntry("p256-verify", "bouncycastle");
  }

  @Test
  void aSignatureHoldsForItsKeyAndTextAlone() throws Exception {
    KeyPair pair = pair("secp256r1");
    String signed = sign(pair, "payload");
    assertThat(isVerified(signed, pair)).isTrue();
    assertThat(isVerified(signed, pair)).isTrue();
    assertThat(isVerified(signed, pair("secp256r1"))).isFalse();
    String other = sign(pair, "other");
    String mixed =
        other.substring(0, other.lastIndexOf('.')) + signed.substring(signed.lastIndexOf('.'));
    assertThat(isVerified(mixed, pair)).isFalse();
    assertThat(isVerified(signed.substring(0, signed.lastIndexOf('.') + 1), pair)).isFalse();
  }

  @Test
  void keysOfAnotherCurveAreRefused() throws Exception {
    String signed = sign(pair("secp256r1"), "payload");
    assertThatThrownBy(() -> isVerified(signed, pair("secp384r1")))
        .isInstanceOf(JoseException.class);
  }

  private static String sign(KeyPair pair, String payload) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setPayload(payload);
    jws.setKey(pair.getPrivate());
    return jws.getCompactSerialization();
  }

  private static boolean isVerified(String signed, KeyPair pair) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(signed);
    jws.setKey(pair.getPublic());
    return jws.verifySignature();
  }

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }
}
