package io.playgate.benchmarks.token;

import io.playgate.benchmarks.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the signatures of the library against {@code openssl speed}, before and after each, and
 * its MAC against the platform's: all in processor time.
 */
public final class CryptoRows {
  private static final int ROUNDS = 2;
  private static final String HMAC = "crypto.hmac";

  /** The rows against OpenSSL, each with its key's algorithm. */
  private static final Map<String, String> SIGNATURES =
      new TreeMap<>(
          Map.of(
              "p256.sign", "ES256",
              "p256.verify", "ES256",
              "ed25519.sign", "EdDSA",
              "ed25519.verify", "EdDSA"));

  private CryptoRows() {}

  /** The names of all rows there are. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    SIGNATURES.keySet().forEach(name -> names.add("crypto." + name));
    names.add(HMAC);
    return names;
  }

  /**
   * Measures.
   *
   * @param wanted which rows, by their names
   * @param folder where JMH's own output goes
   */
  public static List<Row> measure(Predicate<String> wanted, Path folder)
      throws RunnerException, IOException, InterruptedException {
    JmhRun jmh = new JmhRun(folder.resolve("jmh.log"));
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, String> each : SIGNATURES.entrySet()) {
      String name = "crypto." + each.getKey();
      if (wanted.test(name)) {
        System.err.println("measuring " + name);
        String method = each.getKey().substring(each.getKey().indexOf('.') + 1);
        double peer = OpenSsl.measure().getOrDefault(each.getKey(), Double.NaN);
        List<IterationResult> ours = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
          ours.addAll(jmh.signatures(CryptoBenchmark.class, method, "algorithm", each.getValue()));
          peer += OpenSsl.measure().getOrDefault(each.getKey(), Double.NaN);
        }
        rows.add(
            Row.of(name, JmhRun.time(ours), "ns/op", peer / (ROUNDS + 1), "against openssl speed"));
      }
    }
    if (wanted.test(HMAC)) {
      System.err.println("measuring " + HMAC);
      List<IterationResult> ours = new ArrayList<>();
      List<IterationResult> peer = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        peer.addAll(jmh.run(CryptoBenchmark.class, "bareMac", "algorithm", "HS256"));
        ours.addAll(jmh.run(CryptoBenchmark.class, "sign", "algorithm", "HS256"));
      }
      rows.add(
          Row.of(HMAC, JmhRun.time(ours), "ns/op", JmhRun.time(peer), "against bare HmacSHA256"));
    }
    return rows;
  }
}
