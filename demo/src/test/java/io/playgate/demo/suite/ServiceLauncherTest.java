package io.playgate.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLauncherTest {
  private static final Instant EARLIER = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LATER = EARLIER.plusSeconds(60);

  @TempDir private Path root;
  private Path target;
  private Path jar;

  @BeforeEach
  void module() throws IOException {
    target = Files.createDirectories(root.resolve("edge-service/target"));
    jar = Files.createDirectories(target.resolve("quarkus-app")).resolve("quarkus-run.jar");
  }

  @Test
  void aServiceThatIsNotBuiltIsNamed() {
    assertThatThrownBy(() -> ServiceLauncher.program(root, Service.EDGE))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("edge-service is not built");
  }

  @Test
  void aJarRunsInThisJava() throws Exception {
    file(jar, EARLIER);

    ServiceLauncher.Program program = ServiceLauncher.program(root, Service.EDGE);

    assertThat(program.isNative()).isFalse();
    assertThat(program.command()).endsWith("-jar", jar.toString());
  }

  @Test
  void theHeapOfAPodIsGivenByKindAndService() throws Exception {
    file(jar, EARLIER);
    assertThat(ServiceLauncher.program(root, Service.EDGE).command()).contains("-Xmx256m");
    System.setProperty("playgate.demo.heap.jvm.edge-service", "448m");
    System.setProperty("playgate.demo.heap.native.edge-service", "224m");
    try {
      assertThat(ServiceLauncher.program(root, Service.EDGE).command())
          .contains("-Xmx448m")
          .doesNotContain("-Xmx256m");
      executable(LATER);
      assertThat(ServiceLauncher.program(root, Service.EDGE).command()).contains("-Xmx224m");
    } finally {
      System.clearProperty("playgate.demo.heap.jvm.edge-service");
      System.clearProperty("playgate.demo.heap.native.edge-service");
    }
  }

  @Test
  void aNativeExecutableIsPreferred() throws Exception {
    file(jar, EARLIER);
    Path runner = executable(LATER);

    ServiceLauncher.Program program = ServiceLauncher.program(root, Service.EDGE);

    assertThat(program.isNative()).isTrue();
    assertThat(program.command()).startsWith(runner.toString());
  }

  @Test
  void aNativeExecutableOlderThanTheJarIsNot() throws Exception {
    file(jar, LATER);
    executable(EARLIER);

    assertThat(ServiceLauncher.program(root, Service.EDGE).isNative()).isFalse();
  }

  @Test
  void aJarPackagedAgainDoesNotHideTheExecutable() throws Exception {
    file(Files.createDirectories(root.resolve("edge-service")).resolve("pom.xml"), EARLIER);
    executable(LATER);
    file(jar, LATER.plusSeconds(60));

    assertThat(ServiceLauncher.program(root, Service.EDGE).isNative()).isTrue();
  }

  @Test
  void aSourceThatChangedSinceDoes() throws Exception {
    file(jar, EARLIER);
    executable(LATER);
    Path library = Files.createDirectories(root.resolve("libs/wire/src/main/java"));
    file(library.resolve("A.java"), LATER.plusSeconds(1));

    assertThat(ServiceLauncher.program(root, Service.EDGE).isNative()).isFalse();
  }

  private Path executable(Instant modified) throws IOException {
    Path runner = file(target.resolve("edge-service-1-runner"), modified);
    assertThat(runner.toFile().setExecutable(true)).isTrue();
    return runner;
  }

  private static Path file(Path file, Instant modified) throws IOException {
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(modified));
    return file;
  }
}
