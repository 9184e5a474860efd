package io.playgate.benchmarks.token;

import io.playgate.benchmarks.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the dialects. Each row's own and its peer's benchmark run by turns, each time in a JVM
 * of its own; the figure is the median of all iterations, in processor time: elapsed time would
 * measure what else the machine does.
 */
public final class TokenRows {
  private static final int ROUNDS = 2;
  private static final List<Integer> ACLS = List.of(1, 10, 100);

  private final JmhRun jmh;
  private final Predicate<String> wanted;
  private final List<Row> rows = new ArrayList<>();

  private TokenRows(Path log, Predicate<String> wanted) {
    this.jmh = new JmhRun(log);
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
    if (benchmarks == AclBenchmark.class) {
      return jmh.run(benchmarks, method, "entries", parameter);
    }
    return Subject.find(parameter).isAsymmetric()
        ? jmh.signatures(benchmarks, method, "subject", parameter)
        : jmh.run(benchmarks, method, "subject", parameter);
  }

  /** The iterations of a benchmark and of its peer. */
  private static final class Comparison {
    private final List<IterationResult> ours = new ArrayList<>();
    private final List<IterationResult> peer = new ArrayList<>();

    Row row(String name, String note) {
      return Row.of(name, JmhRun.time(ours), "ns/op", JmhRun.time(peer), note);
    }

    Row allocationRow(String name, String note) {
      return Row.of(name, JmhRun.allocation(ours), "bytes", JmhRun.allocation(peer), note);
    }
  }
}
