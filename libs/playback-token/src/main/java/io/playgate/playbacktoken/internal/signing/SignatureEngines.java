package io.playgate.playbacktoken.internal.signing;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which engine does what: BouncyCastle, where it is on the class path, verifies P-256 and does
 * Ed25519; the platform does the rest, or everything (decision 5). Chosen once, when it is first
 * asked for, after every engine has given the known answers.
 */
public final class SignatureEngines {
  private static final Object CHOOSING = new Object();

  /** Not set by an initialiser: a native executable's would run where the executable is built. */
  private static volatile @Nullable SignatureEngines current;

  private final List<SignatureEngine> preferred;

  private SignatureEngines(List<SignatureEngine> preferred) {
    this.preferred = preferred;
  }

  /**
   * The engines of this process. Services ask at their start, so that an engine which computes
   * wrong stops it.
   *
   * @throws IllegalStateException where an engine does not give the known answers
   */
  public static SignatureEngines current() {
    SignatureEngines chosen = current;
    if (chosen != null) {
      return chosen;
    }
    synchronized (CHOOSING) {
      chosen = current;
      if (chosen == null) {
        chosen = proven(available());
        current = chosen;
      }
      return chosen;
    }
  }

  /** The platform alone, which does everything: to compare with. */
  public static SignatureEngines platform() {
    return new SignatureEngines(List.of(new PlatformEngine()));
  }

  /**
   * Engines in the order in which they are asked, the last of which does everything.
   *
   * @throws IllegalStateException where one does not give the known answers
   */
  static SignatureEngines proven(List<SignatureEngine> preferred) {
    for (SignatureEngine engine : preferred) {
      KnownAnswers.require(engine);
    }
    return new SignatureEngines(List.copyOf(preferred));
  }

  private static List<SignatureEngine> available() {
    List<SignatureEngine> engines = new ArrayList<>();
    try {
      engines.add(new BouncyCastleEngine());
    } catch (NoClassDefFoundError absent) {
      // It is optional.
    }
    engines.add(new PlatformEngine());
    return engines;
  }

  /**
   * Sets up a private key. ECDSA signatures have the smaller of their two {@code s}, so that one
   * token has one text.
   */
  public Signer signer(SignatureScheme scheme, PrivateKey key) {
    for (SignatureEngine engine : preferred) {
      if (engine.signs(scheme)) {
        try {
          Signer signer = engine.signer(scheme, key);
          return scheme.curve() == null
              ? signer
              : (text, offset, length) -> LowS.of(signer.sign(text, offset, length));
        } catch (InvalidKeyException e) {
          // A key of another provider, whose bytes stay there: the platform finds that one.
        }
      }
    }
    throw new IllegalStateException("no engine signs " + scheme);
  }

  /**
   * Sets up a public key.
   *
   * @throws InvalidKeyException where the key is not one of the scheme: its point is not on the
   *     curve, or on Ed25519 not of the prime order; the message is for whoever sent the key
   */
  public Verifier verifier(SignatureScheme scheme, PublicKey key) throws InvalidKeyException {
    check(scheme, key);
    for (SignatureEngine engine : preferred) {
      if (engine.verifies(scheme)) {
        Verifier verifier = engine.verifier(scheme, key);
        return (text, offset, length, signature) ->
            scheme.isLength(signature.length) && verifier.verify(text, offset, length, signature);
      }
    }
    throw new IllegalStateException("no engine verifies " + scheme);
  }

  private static void check(SignatureScheme scheme, PublicKey key) throws InvalidKeyException {
    EllipticCurve curve = scheme.curve();
    if (curve != null) {
      if (!(key instanceof ECPublicKey elliptic) || !curve.isCurveOf(elliptic)) {
        throw new InvalidKeyException("the key must be on " + curve.jwkName());
      }
      if (!curve.isOnCurve(elliptic.getW())) {
        throw new InvalidKeyException("x and y must be a point on " + curve.jwkName());
      }
    } else if (scheme == SignatureScheme.ED25519
        && !(key instanceof EdECPublicKey edwards
            && edwards.getParams().getName().equals("Ed25519")
            && EdwardsCurve.isPublicKey(edwards.getPoint()))) {
      throw new InvalidKeyException("x must be a point of prime order on Ed25519");
    }
  }

  /**
   * The engine of each operation, such as {@code p256-verify}, {@code ed25519-sign}: what logs and
   * metrics name.
   *
   * @return operations in the order of {@link SignatureScheme}, each with its engine's id
   */
  public Map<String, String> byOperation() {
    Map<String, String> engines = new LinkedHashMap<>();
    for (SignatureScheme scheme : SignatureScheme.values()) {
      for (SignatureEngine engine : preferred) {
        if (engine.verifies(scheme)) {
          engines.putIfAbsent(scheme.family() + "-verify", engine.id());
        }
        if (engine.signs(scheme)) {
          engines.putIfAbsent(scheme.family() + "-sign", engine.id());
        }
      }
    }
    return engines;
  }
}
