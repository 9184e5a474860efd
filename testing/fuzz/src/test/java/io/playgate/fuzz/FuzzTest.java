package io.playgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.cat.CatFuzz;
import io.playgate.playbacktoken.cloudfront.PolicyFuzz;
import io.playgate.playbacktoken.urisigning.ContainerFuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every target for 5 s, for 60 s with {@code ./playgate test --soak}, or as long as {@code
 * -Dplaygate.fuzz.seconds} says. What a target finds is left in {@code target/fuzz}, and so is what
 * the fuzzer has learned; the seeds are the test resources.
 */
class FuzzTest {
  private static final String SECONDS =
      System.getProperty("playgate.fuzz.seconds", "").isEmpty()
          ? Boolean.getBoolean("playgate.soak") ? "60" : "5"
          : System.getProperty("playgate.fuzz.seconds");
  private static final Path OUTPUT = Path.of(System.getProperty("playgate.fuzz.output"));
  private static final Path SEEDS = Path.of("src", "test", "resources", "corpus");

  static Stream<Arguments> targets() {
    return Stream.of(
        Arguments.of("requests-own", RequestFuzz.class, "edgeauth,jwt"),
        Arguments.of("requests-uri-signing", RequestFuzz.class, "rfc9246,ats"),
        Arguments.of("requests-cat", RequestFuzz.class, "cat"),
        Arguments.of("requests-clouds", RequestFuzz.class, "cloudfront,media-cdn,cloud-cdn"),
        Arguments.of("requests-jwt", RequestFuzz.class, "cloudflare-stream,mux"),
        Arguments.of(
            "requests-secrets",
            RequestFuzz.class,
            "cloudflare-hmac,bunny,bunny-legacy,fastly,secure-link,wowza,alibaba-a,alibaba-b,"
                + "alibaba-c,alibaba-f,tencent-a,ats-url-sig"),
        Arguments.of("claims", ClaimsFuzz.class, "jwt,ats,rfc9246,mux,cloudflare-stream"),
        Arguments.of("fields", FieldsFuzz.class, "edgeauth,media-cdn"),
        Arguments.of("cat", CatFuzz.class, "cat"),
        Arguments.of("policy", PolicyFuzz.class, "cloudfront"),
        Arguments.of("container", ContainerFuzz.class, "rfc9246"),
        Arguments.of("grammar", GrammarFuzz.class, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void findsNothing(String name, Class<?> target, String dialects) throws Exception {
    Path learned = Files.createDirectories(OUTPUT.resolve(name).resolve("corpus"));
    Path log = OUTPUT.resolve(name).resolve("output.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-XX:+EnableDynamicAgentLoading");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-D" + Targets.DIALECTS + "=" + dialects);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + target.getName());
    command.add("--instrumentation_includes=io.playgate.playbacktoken.**");
    command.add("--custom_hook_includes=io.playgate.playbacktoken.**");
    command.add("--reproducer_path=" + OUTPUT.resolve(name));
    command.add("-max_total_time=" + SECONDS);
    // An input that takes this long is a finding of its own.
    command.add("-timeout=10");
    command.add("-max_len=70000");
    command.add("-artifact_prefix=" + OUTPUT.resolve(name) + "/");
    command.add(learned.toString());
    Path seeds = SEEDS.resolve(name);
    if (Files.isDirectory(seeds)) {
      command.add(seeds.toAbsolutePath().toString());
    }

    Process process =
        new ProcessBuilder(command)
            .directory(OUTPUT.resolve(name).toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(Long.parseLong(SECONDS) + 120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String output = Files.readString(log, StandardCharsets.ISO_8859_1);

    assertThat(ended).as("%s ends by itself; %s", name, log).isTrue();
    assertThat(process.exitValue()).as("%s; %s:\n%s", name, log, tail(output)).isZero();
    assertThat(output).as("%s has run", name).containsPattern("Done [0-9]+ runs");
  }

  private static String tail(String output) {
    return output.substring(Math.max(0, output.length() - 6000));
  }
}
