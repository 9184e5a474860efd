package io.playgate.benchmarks.token;

import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.PathAcl;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A path held against an ACL whose last entry covers it; and against that prefix alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AclBenchmark {
  private static final String PREFIX = "/live/42/";

  /** How many entries. */
  @Param("1")
  public int entries;

  private PathAcl acl;
  private String path;
  private AsciiText pathOfRequest;

  /** Reads the ACL. */
  @Setup
  public void prepare() throws AmbiguousPathException {
    List<String> patterns = new ArrayList<>();
    for (int i = 1; i < entries; i++) {
      patterns.add("/live/" + (42 + i) + "/*");
    }
    patterns.add(PREFIX + "*");
    acl = PathAcl.of(patterns);
    path = PREFIX + "video/1080p/segment-001942.m4s";
    pathOfRequest = Objects.requireNonNull(AsciiText.of(path));
  }

  /** The ACL. */
  @Benchmark
  public boolean covers() {
    return acl.covers(pathOfRequest);
  }

  /** The least that could be done. */
  @Benchmark
  public boolean startsWith() {
    return path.startsWith(PREFIX);
  }
}
