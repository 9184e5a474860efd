package io.playgate.playbacktoken.internal.signing;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The Java platform's own, from whichever provider it has. It does everything. */
final class PlatformEngine implements SignatureEngine {

  @Override
  public String id() {
    return "platform";
  }

  @Override
  public boolean signs(SignatureScheme scheme) {
    return true;
  }

  @Override
  public boolean verifies(SignatureScheme scheme) {
    return true;
  }

  @Override
  public Signer signer(SignatureScheme scheme, PrivateKey key) {
    return (text, offset, length) -> {
      try {
        Signature signature = of(scheme);
        signature.initSign(key);
        signature.update(text, offset, length);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the key cannot sign", e);
      }
    };
  }

  @Override
  public Verifier verifier(SignatureScheme scheme, PublicKey key) throws InvalidKeyException {
    try {
      of(scheme).initVerify(key);
    } catch (InvalidKeyException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException(e);
    }
    return (text, offset, length, signature) -> {
      try {
        Signature verifier = of(scheme);
        verifier.initVerify(key);
        verifier.update(text, offset, length);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    };
  }

  private static Signature of(SignatureScheme scheme) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(scheme.platformName());
    if (scheme == SignatureScheme.RSA_PSS_SHA256) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }
}
