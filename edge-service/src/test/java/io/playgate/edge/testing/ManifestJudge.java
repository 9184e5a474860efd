package io.playgate.edge.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The manifest parsers of video.js and the URL parser of browsers, run by Node.js: what a player
 * makes of a manifest is their word, not ours. They stand in testing/dialect-judges/npm.
 */
public final class ManifestJudge {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("..", "testing", "dialect-judges", "npm");

  private ManifestJudge() {}

  /** Skips the test, by name, where Node.js or the libraries are missing. */
  public static void require() {
    Assumptions.assumeTrue(
        Files.isDirectory(FOLDER.resolve("node_modules").resolve("mpd-parser")),
        "the judges of manifests are missing; install them with: npm --prefix"
            + " testing/dialect-judges/npm ci");
  }

  /** The URLs that a player of an HLS playlist asks for. */
  public static List<String> hls(String url, String playlist) {
    return texts(ask("hls", Map.of("url", url, "text", playlist)));
  }

  /** The URLs that a player of a DASH manifest asks for. */
  public static List<String> dash(String url, String manifest) {
    return texts(ask("dash", Map.of("url", url, "text", manifest)));
  }

  /** URLs as a browser sends them. */
  public static List<String> urls(String base, List<String> texts) {
    return ask(texts.stream().map(text -> question("url", Map.of("base", base, "text", text))))
        .stream()
        .map(JsonNode::asText)
        .toList();
  }

  private static JsonNode ask(String operation, Map<String, String> arguments) {
    return ask(Stream.of(question(operation, arguments))).getFirst();
  }

  private static String question(String operation, Map<String, String> arguments) {
    try {
      return JSON.writeValueAsString(
          Map.of("judge", "manifest", "op", operation, "arguments", arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> ask(Stream<String> questions) {
    try {
      Process process =
          new ProcessBuilder("node", "judge.mjs")
              .directory(FOLDER.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process
          .getOutputStream()
          .write((String.join("\n", questions.toList()) + "\n").getBytes(UTF_8));
      process.getOutputStream().close();
      List<JsonNode> answers = new ArrayList<>();
      for (String line :
          new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList()) {
        JsonNode answer = JSON.readTree(line);
        if (answer.has("refused")) {
          throw new AssertionError("the judge refuses: " + answer.get("refused").asText());
        }
        answers.add(answer.get("answer"));
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
