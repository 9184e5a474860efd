package io.playgate.benchmarks.token;

import io.playgate.playbacktoken.key.Jwk;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What a dialect's time is held against: a MAC, signature or digest of the platform, ready. */
interface Primitive {

  /** The MAC, signature or digest of a text. */
  byte[] make(byte[] text) throws GeneralSecurityException;

  /** Whether a signature holds; for a MAC or digest no more than making it again. */
  boolean check(byte[] text, byte[] made) throws GeneralSecurityException;

  /** The primitive of that name with that key. */
  static Primitive of(String name, Jwk key) throws GeneralSecurityException {
    if (name.startsWith("Hmac")) {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key.signingKey().secret(), name));
      return new Symmetric() {
        @Override
        public byte[] make(byte[] text) {
          return mac.doFinal(text);
        }
      };
    }
    if (name.contains("with") || name.equals("RSASSA-PSS") || name.equals("Ed25519")) {
      return new Asymmetric(
          ready(name), ready(name), key.signingKey().key(), key.verificationKey().key());
    }
    MessageDigest digest = MessageDigest.getInstance(name);
    return new Symmetric() {
      @Override
      public byte[] make(byte[] text) {
        return digest.digest(text);
      }
    };
  }

  private static Signature ready(String name) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name);
    if (name.equals("RSASSA-PSS")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }

  /** Checked by making it again. The comparison is not counted: it is not the primitive's. */
  abstract class Symmetric implements Primitive {
    private byte @Nullable [] last;

    @Override
    public boolean check(byte[] text, byte[] made) throws GeneralSecurityException {
      last = make(text);
      return last.length == made.length;
    }
  }

  /** Initialised for each use, as every caller of {@link Signature} has to after an error. */
  final class Asymmetric implements Primitive {
    private final Signature signer;
    private final Signature verifier;
    private final java.security.Key privateKey;
    private final java.security.Key publicKey;

    Asymmetric(
        Signature signer,
        Signature verifier,
        java.security.Key privateKey,
        java.security.Key publicKey) {
      this.signer = signer;
      this.verifier = verifier;
      this.privateKey = privateKey;
      this.publicKey = publicKey;
    }

    @Override
    public byte[] make(byte[] text) throws GeneralSecurityException {
      signer.initSign((PrivateKey) privateKey);
      signer.update(text);
      return signer.sign();
    }

    @Override
    public boolean check(byte[] text, byte[] made) throws GeneralSecurityException {
      verifier.initVerify((PublicKey) publicKey);
      verifier.update(text);
      return verifier.verify(made);
    }
  }
}
