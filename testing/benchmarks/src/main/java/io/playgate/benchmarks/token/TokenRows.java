package io.playgate.benchmarks.token;

import io.playgate.benchmarks.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the dialects. Each row's own and its peer's benchmark run by turns, each time in a JVM
 * of its own; the figure is the median of all iterations, in processor time: elapsed time would
 * measure what else the machine does.
 */
public final class TokenRows {
  private static final int ROUNDS = 2;
  private static final int ITERATIONS = 6;
  private static final TimeValue ITERATION = TimeValue.milliseconds(200);

  /**
   * Of signatures there are a thousand an iteration, too few for all around them to be compiled.
   */
  private static final TimeValue WARM_UP_OF_SIGNATURES = TimeValue.seconds(1);

  private static final List<Integer> ACLS = List.of(1, 10, 100);

  private final Path log;
  private final Predicate<String> wanted;
  private final List<Row> rows = new ArrayList<>();

  private TokenRows(Path log, Predicate<String> wanted) {
    this.log = log;
    this.wanted = wanted;
  }

  /** The names of all rows there are. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Subject subject : Subject.ALL) {
      names.add(name(subject, "sign"));
      names.add(name(subject, "authenticate"));
      names.add(name(subject, "verify"));
      names.add(name(subject, "verify.alloc"));
    }
    ACLS.forEach(entries -> names.add("token.acl." + entries));
    return names;
  }

  /**
   * Measures.
   *
   * @param wanted which rows, by their names
   * @param folder where JMH's own output goes
   */
  public static List<Row> measure(Predicate<String> wanted, Path folder) throws RunnerException {
    TokenRows measured = new TokenRows(folder.resolve("jmh.log"), wanted);
    for (Subject subject : Subject.ALL) {
      measured.sign(subject);
      measured.authenticate(subject);
      measured.verify(subject);
    }
    for (int entries : ACLS) {
      measured.acl(entries);
    }
    return measured.rows;
  }

  private static String name(Subject subject, String what) {
    return "token." + subject.row() + "." + what;
  }

  private void sign(Subject subject) throws RunnerException {
    String name = name(subject, "sign");
    if (wanted.test(name)) {
      Comparison comparison =
          compare(name, DialectBenchmark.class, "sign", "bareSign", subject.row());
      rows.add(comparison.row(name, "against bare " + subject.primitive()));
    }
  }

  private void authenticate(Subject subject) throws RunnerException {
    String name = name(subject, "authenticate");
    if (wanted.test(name)) {
      Comparison comparison =
          compare(name, DialectBenchmark.class, "authenticate", "bareVerify", subject.row());
      rows.add(
          comparison.row(name, "the token without its request; against " + subject.primitive()));
    }
  }

  private void verify(Subject subject) throws RunnerException {
    String name = name(subject, "verify");
    String allocation = name(subject, "verify.alloc");
    if (wanted.test(name) || wanted.test(allocation)) {
      Comparison comparison =
          compare(name, DialectBenchmark.class, "verify", "bareVerify", subject.row());
      rows.add(comparison.row(name, "against bare " + subject.primitive()));
      rows.add(comparison.allocationRow(allocation, "allocated per call, likewise"));
    }
  }

  private void acl(int entries) throws RunnerException {
    String name = "token.acl." + entries;
    if (wanted.test(name)) {
      Comparison comparison =
          compare(name, AclBenchmark.class, "covers", "startsWith", Integer.toString(entries));
      rows.add(comparison.row(name, "last of that many entries covers; against one startsWith"));
    }
  }

  private Comparison compare(
      String name, Class<?> benchmarks, String ours, String peer, String parameter)
      throws RunnerException {
    System.err.println("measuring " + name);
    Comparison comparison = new Comparison();
    for (int round = 0; round < ROUNDS; round++) {
      comparison.peer.addAll(run(benchmarks, peer, parameter));
      comparison.ours.addAll(run(benchmarks, ours, parameter));
    }
    return comparison;
  }

  private List<IterationResult> run(Class<?> benchmarks, String method, String parameter)
      throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$")
                    .param(benchmarks == AclBenchmark.class ? "entries" : "subject", parameter)
                    .forks(1)
                    .warmupIterations(ITERATIONS)
                    .warmupTime(warmUp(benchmarks, parameter))
                    .measurementIterations(ITERATIONS)
                    .measurementTime(ITERATION)
                    .addProfiler(GCProfiler.class)
                    .addProfiler(CpuTimeProfiler.class)
                    // A busy machine must not leave the code uncompiled until it is too late.
                    .jvmArgsAppend("-Xmx256m", "-XX:+UseSerialGC", "-Xbatch")
                    .shouldFailOnError(true)
                    .output(log.toString())
                    .build())
            .run();
    List<IterationResult> iterations = new ArrayList<>();
    for (RunResult result : results) {
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        iterations.addAll(fork.getIterationResults());
      }
    }
    return iterations;
  }

  private static TimeValue warmUp(Class<?> benchmarks, String parameter) {
    return benchmarks == DialectBenchmark.class && Subject.find(parameter).isAsymmetric()
        ? WARM_UP_OF_SIGNATURES
        : ITERATION;
  }

  /** The iterations of a benchmark and of its peer. */
  private static final class Comparison {
    private final List<IterationResult> ours = new ArrayList<>();
    private final List<IterationResult> peer = new ArrayList<>();

    Row row(String name, String note) {
      return Row.of(name, time(ours), "ns/op", time(peer), note);
    }

    Row allocationRow(String name, String note) {
      return Row.of(name, allocation(ours), "bytes", allocation(peer), note);
    }

    private static double time(List<IterationResult> iterations) {
      return median(iterations, CpuTimeProfiler.LABEL);
    }

    private static double allocation(List<IterationResult> iterations) {
      return median(iterations, "gc.alloc.rate.norm");
    }

    private static double median(List<IterationResult> iterations, String label) {
      double[] sorted =
          iterations.stream().mapToDouble(iteration -> score(iteration, label)).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    private static double score(IterationResult iteration, String label) {
      Result<?> result = iteration.getSecondaryResults().get(label);
      return Objects.requireNonNull(result, label).getScore();
    }
  }
}
