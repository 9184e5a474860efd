package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.playgate.systemtests.RunningSuite.LauncherProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The demo launcher as its user meets it: it starts everything, and stops everything. */
class LauncherIT {

  @Test
  void oneSignalStopsEveryProcessItStarted() throws Exception {
    // Given a running suite
    LauncherProcess launcher = LauncherProcess.start("launcher-stop");
    List<ProcessHandle> started;
    try {
      JsonNode json = launcher.awaitReady(Duration.ofMinutes(3));
      started = new ArrayList<>(launcher.process().descendants().toList());
      for (JsonNode pid : json.required("pids")) {
        ProcessHandle.of(pid.asLong()).ifPresent(started::add);
      }
      assertThat(started).hasSizeGreaterThanOrEqualTo(6);
      assertThat(launcher.output()).contains(json.required("page").asText());
    } finally {
      // When it is told to stop
      launcher.process().destroy();
    }

    // Then nothing is left of it, soon
    assertThat(launcher.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(started.stream().filter(ProcessHandle::isAlive).toList()).isEmpty());
  }

  @Test
  void aTakenPortIsNamedAndNothingIsLeftBehind() throws Exception {
    // Given a base of which one port is taken
    int base = LauncherProcess.freePortBase();
    try (ServerSocket taken = new ServerSocket(base + 3, 1, InetAddress.getLoopbackAddress())) {
      // When the demo is started there
      LauncherProcess launcher = LauncherProcess.start("launcher-port", base);

      // Then it ends, says which port it is and what to do
      assertThat(launcher.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(launcher.process().exitValue()).isNotZero();
      assertThat(launcher.output())
          .contains(Integer.toString(taken.getLocalPort()))
          .contains("--port-base")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void itCanBeStoppedWhileItIsStarting() throws IOException, InterruptedException {
    // Given a suite that is starting
    LauncherProcess launcher = LauncherProcess.start("launcher-early");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> launcher.process().descendants().count() >= 3);
    List<ProcessHandle> started = launcher.process().descendants().toList();

    // When it is told to stop
    launcher.process().destroy();

    // Then nothing is left of it
    assertThat(launcher.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            started.stream()
                .map(ProcessHandle::pid)
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .noneMatch(ProcessHandle::isAlive));
  }
}
