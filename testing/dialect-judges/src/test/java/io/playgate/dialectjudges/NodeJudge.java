package io.playgate.dialectjudges;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Vendors' libraries for Node.js, asked one question after another; see {@code judge.mjs}. */
final class NodeJudge implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER =
      Path.of(System.getProperty("playgate.root"), "testing", "dialect-judges", "npm");

  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private final String judge;

  private NodeJudge(Process process, String judge) {
    this.process = process;
    this.judge = judge;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** What a judge says: an answer, or why it refuses. */
  record Answer(boolean refused, JsonNode value) {
    String text() {
      if (refused) {
        throw new AssertionError("the judge refuses: " + value.asText());
      }
      return value.asText();
    }
  }

  /** Starts a judge; skips the test, by name, where Node.js or the libraries are missing. */
  static NodeJudge start(String judge) {
    Optional<Path> node = program("node");
    Assumptions.assumeTrue(
        node.isPresent(),
        "the judge " + judge + " needs Node.js; install it with: apt-get install nodejs npm");
    Assumptions.assumeTrue(
        Files.isDirectory(FOLDER.resolve("node_modules")),
        "the judge " + judge + " is missing; install it with: npm --prefix " + FOLDER + " ci");
    try {
      Process process =
          new ProcessBuilder(node.orElseThrow().toString(), "judge.mjs")
              .directory(FOLDER.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new NodeJudge(process, judge);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks. */
  Answer ask(String operation, Map<String, ?> arguments) {
    try {
      questions.write(
          JSON.writeValueAsString(Map.of("judge", judge, "op", operation, "arguments", arguments)));
      questions.newLine();
      questions.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new AssertionError("the judge " + judge + " has ended");
      }
      JsonNode result = JSON.readTree(line);
      return result.has("refused")
          ? new Answer(true, result.get("refused"))
          : new Answer(false, result.path("answer"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** An executable of that name. */
  static Optional<Path> program(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    // Debian keeps servers out of the ordinary users' PATH.
    for (String folder : (path + File.pathSeparator + "/usr/sbin").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
