package io.playgate.support.signature;

import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import io.playgate.playbacktoken.internal.signing.SignatureScheme;
import io.playgate.playbacktoken.internal.signing.Verifier;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;
import org.jose4j.lang.InvalidKeyException;

/**
 * jose4j's ES256 with the chosen engine behind its verification. Signing stays as it is: on the
 * platform, which signs on P-256 in any case. Keys come from registered clients and published key
 * sets, so that few are kept.
 */
final class Es256 extends EcdsaUsingShaAlgorithm.EcdsaP256UsingSha256 {
  private static final int MAX_KEYS = 1000;

  private final SignatureEngines engines;
  private final Map<ECPublicKey, Verifier> verifiers = new ConcurrentHashMap<>();

  Es256(SignatureEngines engines) {
    this.engines = engines;
  }

  /** Makes jose4j use it, in all of this process. */
  static void register(SignatureEngines engines) {
    AlgorithmFactoryFactory.getInstance()
        .getJwsAlgorithmFactory()
        .registerAlgorithm(new Es256(engines));
  }

  @Override
  public boolean verifySignature(byte[] signature, Key key, byte[] text, ProviderContext provider)
      throws InvalidKeyException {
    return verifier(key).verify(text, 0, text.length, signature);
  }

  private Verifier verifier(Key key) throws InvalidKeyException {
    if (!(key instanceof ECPublicKey publicKey)) {
      throw new InvalidKeyException("ES256 is verified with a public key on P-256");
    }
    Verifier known = verifiers.get(publicKey);
    if (known != null) {
      return known;
    }
    if (verifiers.size() >= MAX_KEYS) {
      verifiers.clear();
    }
    try {
      Verifier made = engines.verifier(SignatureScheme.P256_SHA256, publicKey);
      verifiers.put(publicKey, made);
      return made;
    } catch (java.security.InvalidKeyException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    }
  }
}
