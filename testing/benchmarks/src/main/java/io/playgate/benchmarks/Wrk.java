package io.playgate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Load by wrk: one thread, keep-alive connections, a list of requests taken in turn. */
final class Wrk {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONNECTIONS = 32;

  private final Path folder;

  Wrk(Path folder) {
    this.folder = folder;
  }

  /** A request of the load. */
  record Request(String method, String path, List<String> headers, String body) {}

  /**
   * What wrk saw.
   *
   * @param perSecond requests per second
   * @param p50 median latency, milliseconds
   * @param p99 99th percentile of latency, milliseconds
   * @param refused answers outside 2xx and 3xx, and socket errors
   */
  record Load(double perSecond, double p50, double p99, long refused) {}

  Load run(String base, List<Request> requests, int seconds)
      throws IOException, InterruptedException {
    Path script = folder.resolve("load.lua");
    Files.writeString(script, script(requests));
    Process process =
        new ProcessBuilder(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + seconds + "s",
                "--timeout",
                "5s",
                "-s",
                script.toString(),
                base)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Files.deleteIfExists(script); // it holds credentials
    int at = output.lastIndexOf("SUMMARY ");
    if (at < 0) {
      throw new IOException("wrk did not finish: " + output);
    }
    JsonNode summary = JSON.readTree(output.substring(at + "SUMMARY ".length()));
    return new Load(
        summary.required("requests").asDouble()
            / (summary.required("duration").asDouble() / 1_000_000),
        summary.required("p50").asDouble() / 1000,
        summary.required("p99").asDouble() / 1000,
        summary.required("refused").asLong());
  }

  private static String script(List<Request> requests) {
    // Only init() knows the host, without which HTTP/1.1 servers refuse.
    StringBuilder lua = new StringBuilder("local requests = {}\nfunction init(args)\n");
    for (Request request : requests) {
      lua.append("requests[#requests + 1] = wrk.format(")
          .append(quote(request.method()))
          .append(", ")
          .append(quote(request.path()))
          .append(", {");
      for (int i = 0; i < request.headers().size(); i += 2) {
        lua.append('[')
            .append(quote(request.headers().get(i)))
            .append("] = ")
            .append(quote(request.headers().get(i + 1)))
            .append(", ");
      }
      lua.append("}, ").append(quote(request.body())).append(")\n");
    }
    lua.append(
        """
        end
        local turn = 0
        function request()
          turn = turn % #requests + 1
          return requests[turn]
        end
        function done(summary, latency, requests)
          local e = summary.errors
          io.write(string.format(
            'SUMMARY {"requests":%d,"duration":%d,"p50":%d,"p99":%d,"refused":%d}',
            summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
            e.status + e.connect + e.read + e.write + e.timeout))
        end
        """);
    return lua.toString();
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
