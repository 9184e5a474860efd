package io.playgate.benchmarks.token;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
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
 * One benchmark in a JVM of its own.
 *
 * @param log where JMH's own output goes
 */
record JmhRun(Path log) {
  private static final int ITERATIONS = 6;
  private static final TimeValue ITERATION = TimeValue.milliseconds(200);

  /**
   * Of signatures there are a thousand an iteration, too few for all around them to be compiled.
   */
  private static final TimeValue WARM_UP_OF_SIGNATURES = TimeValue.seconds(1);

  /** Runs a method of a class of benchmarks with one parameter. */
  List<IterationResult> run(Class<?> benchmarks, String method, String parameter, String value)
      throws RunnerException {
    return run(benchmarks, method, parameter, value, ITERATION);
  }

  /** The same of what takes as long as a signature. */
  List<IterationResult> signatures(
      Class<?> benchmarks, String method, String parameter, String value) throws RunnerException {
    return run(benchmarks, method, parameter, value, WARM_UP_OF_SIGNATURES);
  }

  private List<IterationResult> run(
      Class<?> benchmarks, String method, String parameter, String value, TimeValue warmUp)
      throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$")
                    .param(parameter, value)
                    .forks(1)
                    .warmupIterations(ITERATIONS)
                    .warmupTime(warmUp)
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

  /** The median of the processor time per operation, in ns. */
  static double time(List<IterationResult> iterations) {
    return median(iterations, CpuTimeProfiler.LABEL);
  }

  /** The median of the bytes allocated per operation. */
  static double allocation(List<IterationResult> iterations) {
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
