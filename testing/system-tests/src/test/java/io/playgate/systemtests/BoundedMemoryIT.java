package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.playgate.systemtests.RunningSuite.LauncherProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The services with as much memory as the chart gives their pods, under attack, while genuine users
 * go on: all stay up, within that memory, and the users notice little.
 */
class BoundedMemoryIT {
  private static final Path ROOT = Path.of(System.getProperty("playgate.root", "../.."));
  private static final List<String> SERVICES = List.of("auth", "token", "revocation", "edge");
  private static final int ORIGIN_PORT = 5;
  private static final double LEAST_SHARE = 0.99;

  /** What a native executable takes of a container's memory for its heap unless told otherwise. */
  private static final int NATIVE_HEAP_PERCENT = 80;

  /**
   * A service as it runs.
   *
   * @param limit bytes that the chart gives a pod of it
   */
  private record Pod(String service, ProcessHandle process, long limit) {}

  private static HostileOrigin origin;
  private static LauncherProcess launcher;
  private static Suite suite;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Counts.soak(), "skipped: takes half an hour; ./playgate test --soak");
    assumeTrue(Attack.hasAddresses(), "skipped: needs further addresses of loopback");
    int base = LauncherProcess.freePortBase();
    origin = new HostileOrigin("http://127.0.0.1:" + (base + ORIGIN_PORT));
    List<String> options = new ArrayList<>();
    options.add("-Dplaygate.demo.edge-service.playgate.origin.url=" + origin.url());
    for (String service : SERVICES) {
      options.add(
          "-Dplaygate.demo.heap.jvm.%s-service=%dk"
              .formatted(service, limit(service, "jvm") / 1024 * jvmHeapPercent() / 100));
      options.add(
          "-Dplaygate.demo.heap.native.%s-service=%dk"
              .formatted(service, limit(service, "native") / 1024 * NATIVE_HEAP_PERCENT / 100));
    }
    launcher = LauncherProcess.start("bounded-memory", base, options.toArray(String[]::new));
    suite = new Suite(launcher.awaitReady(Duration.ofMinutes(3)));
  }

  @AfterAll
  static void stop() {
    if (launcher != null) {
      launcher.stop();
    }
    if (origin != null) {
      origin.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void genuineUsersGoOn(Attack.Kind kind) throws Exception {
    Duration time = Duration.ofSeconds(kind == Attack.Kind.NONE ? 60 : 300);
    List<Pod> pods = pods();
    Map<String, Long> peaks = new LinkedHashMap<>();
    GenuineUsers users = new GenuineUsers(suite);
    String attacked;
    long answered;
    try (Attack attack = Attack.start(suite, kind)) {
      try (users) {
        users.start();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
          for (Pod pod : pods) {
            assertThat(pod.process().isAlive())
                .as("%s under %s:%n%s", pod.service(), kind, launcher.output())
                .isTrue();
            peaks.merge(pod.service(), memory(pod.process()), Long::max);
          }
          TimeUnit.MILLISECONDS.sleep(250);
        }
      }
      attacked = attack.summary();
      answered = attack.answered();
    }

    StringBuilder figures = new StringBuilder();
    for (Pod pod : pods) {
      figures.append(
          " %s %d of %d MiB"
              .formatted(
                  pod.service(), peaks.getOrDefault(pod.service(), 0L) >> 20, pod.limit() >> 20));
    }
    Measured.note(
        "bounded-memory",
        "%s, %d s: %s. Memory:%s. Attack: %s"
            .formatted(kind, time.toSeconds(), users.summary(), figures, attacked));
    if (kind != Attack.Kind.NONE) {
      assertThat(answered).as("requests of the attack that were answered").isPositive();
    }
    for (Pod pod : pods) {
      assertThat(peaks.getOrDefault(pod.service(), 0L))
          .as("most memory of %s", pod.service())
          .isLessThanOrEqualTo(pod.limit());
      suite.http().get(suite.management(pod.service()) + "/q/health/live").expect(200);
      suite.http().get(suite.management(pod.service()) + "/q/health/ready").expect(200);
    }
    assertThat(users.share()).as(users.summary()).isGreaterThanOrEqualTo(LEAST_SHARE);
  }

  private static List<Pod> pods() throws IOException {
    List<Pod> pods = new ArrayList<>();
    for (String service : SERVICES) {
      long pid = suite.json().required("pids").required(service).asLong();
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      pods.add(new Pod(service, process, limit(service, kindOf(process))));
    }
    return pods;
  }

  private static String kindOf(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("-runner") ? "native" : "jvm";
  }

  /** What a process has in memory, but for files that may leave it; 0 where this cannot be told. */
  private static long memory(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssShmem:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        * 1024;
  }

  /** The memory limit of a service's pod, in bytes. */
  private static long limit(String service, String kind) throws IOException {
    JsonNode values =
        new YAMLMapper().readTree(ROOT.resolve("deploy/helm/playgate/values.yaml").toFile());
    String limit =
        values
            .required(service)
            .required("resources")
            .required(kind)
            .required("limits")
            .required("memory")
            .asText();
    assertThat(limit).endsWith("Mi");
    return Long.parseLong(limit.substring(0, limit.length() - 2)) << 20;
  }

  private static long jvmHeapPercent() throws IOException {
    Matcher option =
        Pattern.compile("-XX:MaxRAMPercentage=(\\d+)")
            .matcher(Files.readString(ROOT.resolve("docker/Dockerfile.jvm")));
    assertThat(option.find()).isTrue();
    return Long.parseLong(option.group(1));
  }
}
