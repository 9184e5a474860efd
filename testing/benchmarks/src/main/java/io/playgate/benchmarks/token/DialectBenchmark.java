package io.playgate.benchmarks.token;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One token signed, or one request judged from its raw target to the verdict; and the same bytes
 * through the bare primitive.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DialectBenchmark {
  private static final int TOKENS = 16;
  private static final long NOW = 1_800_000_000;
  private static final String URL = "https://cdn.example/live/42/video/1080p/index.m3u8";

  /** Which {@link Subject}. */
  @Param("edgeauth")
  public String subject = "";

  private SignedDialect dialect;
  private SignedFormat format;
  private Jwk key;
  private KeyRing ring;
  private Primitive primitive;
  private PlaybackGrant[] grants;
  private PlaybackRequest[] requests;
  private PresentedToken[] tokens;
  private byte[][] texts;
  private byte[][] made;
  private int next;

  /** Makes a key, and some tokens, so that no branch is learned by heart. */
  @Setup
  public void prepare()
      throws GeneralSecurityException, InvalidPlacementException, UnsupportedGrantException {
    Subject measured = Subject.find(subject);
    dialect = measured.dialect();
    format = dialect.open(measured.placement());
    key = measured.key();
    ring = new KeyRing(List.of(key.verificationKey()));
    primitive = Primitive.of(measured.primitive(), key);
    grants = new PlaybackGrant[TOKENS];
    requests = new PlaybackRequest[TOKENS];
    tokens = new PresentedToken[TOKENS];
    texts = new byte[TOKENS][];
    made = new byte[TOKENS][];
    for (int i = 0; i < TOKENS; i++) {
      grants[i] = grant(i, measured.paths());
      SignedToken token = format.sign(grants[i], URL, key.signingKey());
      requests[i] = request(token);
      if (!(format.verify(requests[i], ring, NOW) instanceof Verdict.Allow)) {
        throw new IllegalStateException("the dialect does not allow what it has signed");
      }
      tokens[i] = (PresentedToken) format.cut(requests[i]);
      texts[i] = measured.signedPart(token.value()).getBytes(StandardCharsets.US_ASCII);
      made[i] = primitive.make(texts[i]);
    }
  }

  private PlaybackGrant grant(int i, List<String> paths) {
    return dialect
        .description()
        .withoutNamesNotCarried(
            PlaybackGrant.expiringAt(NOW + 300)
                .session("01KB0T6QJ38YdR5nGm2xVwZ" + (char) ('a' + i))
                .viewer("viewer-1942" + i)
                .issuedAt(NOW - 5)
                .paths(paths)
                .build());
  }

  private static PlaybackRequest request(SignedToken token) {
    Map<String, String> headers = new HashMap<>();
    token.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    StringBuilder cookies = new StringBuilder("consent=1");
    token.cookies().forEach((name, value) -> cookies.append("; " + name + "=" + value));
    headers.put("cookie", cookies.toString());
    headers.put("host", "cdn.example");
    String target = token.url().substring(URL.indexOf('/', "https://".length()));
    return new PlaybackRequest("GET", target, headers::get, "192.0.2.7");
  }

  private int next() {
    next = (next + 1) & (TOKENS - 1);
    return next;
  }

  /** The dialect signs. */
  @Benchmark
  public SignedToken sign() throws UnsupportedGrantException {
    return format.sign(grants[next()], URL, key.signingKey());
  }

  /** The bare primitive signs. */
  @Benchmark
  public byte[] bareSign() throws GeneralSecurityException {
    return primitive.make(texts[next()]);
  }

  /** The dialect judges. */
  @Benchmark
  public Verdict verify() {
    return format.verify(requests[next()], ring, NOW);
  }

  /** The dialect says whether a token is genuine and reads it: the judging without the request. */
  @Benchmark
  public Authentication authenticate() {
    return format.authenticate(tokens[next()], ring);
  }

  /** The bare primitive verifies. */
  @Benchmark
  public boolean bareVerify() throws GeneralSecurityException {
    int i = next();
    return primitive.check(texts[i], made[i]);
  }
}
