package io.playgate.benchmarks.token;

import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyCannotSignException;
import io.playgate.playbacktoken.key.SigningKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One text of 100 bytes signed or verified by a key of the library, with its chosen engine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CryptoBenchmark {
  private static final int TEXTS = 16;
  private static final int LENGTH = 100;

  /** The key's algorithm. */
  @Param("ES256")
  public String algorithm = "";

  private SigningKey signing;
  private SigningKey verifying;
  private Mac mac;
  private byte[][] texts;
  private byte[][] signatures;
  private int next;

  /** Makes a key and some texts, so that no branch is learned by heart. */
  @Setup
  public void prepare() throws GeneralSecurityException, KeyCannotSignException {
    SecureRandom random = new SecureRandom();
    Jwk key = Jwk.generate("k", algorithm, random);
    signing = key.signingKey();
    verifying = key.verificationKey();
    mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    texts = new byte[TEXTS][LENGTH];
    signatures = new byte[TEXTS][];
    for (int i = 0; i < TEXTS; i++) {
      random.nextBytes(texts[i]);
      signatures[i] = signing.sign(texts[i]);
    }
  }

  private int next() {
    next = (next + 1) & (TEXTS - 1);
    return next;
  }

  /** Signs. */
  @Benchmark
  public byte[] sign() throws KeyCannotSignException {
    return signing.sign(texts[next()]);
  }

  /** Verifies. */
  @Benchmark
  public boolean verify() {
    int i = next();
    return verifying.verify(texts[i], 0, LENGTH, signatures[i]);
  }

  /** The platform's HMAC, whatever the algorithm. */
  @Benchmark
  public byte[] bareMac() {
    return mac.doFinal(texts[next()]);
  }
}
