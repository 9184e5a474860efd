package io.playgate.benchmarks.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code openssl speed}: what one processor's second of OpenSSL signs and verifies. */
final class OpenSsl {
  /** {@code +F4:3:256:39128.571429:17160.000000}: of a curve, signed and verified in a second. */
  private static final Pattern LINE =
      Pattern.compile("\\+F([46]):\\d+:(\\d+):(?:[^:]*:)?([0-9.]+):([0-9.]+)");

  private static final int BITS_OF_P256 = 256;

  private OpenSsl() {}

  /**
   * Measures.
   *
   * @return the processor time of each of {@code p256.sign}, {@code p256.verify}, {@code
   *     ed25519.sign}, {@code ed25519.verify} in ns
   */
  static Map<String, Double> measure() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("openssl", "speed", "-mr", "-seconds", "1", "ecdsap256", "ed25519")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException("openssl speed failed");
    }
    return parse(output);
  }

  static Map<String, Double> parse(String output) throws IOException {
    Map<String, Double> times = new HashMap<>();
    Matcher line = LINE.matcher(output);
    while (line.find()) {
      String scheme =
          line.group(1).equals("6")
              ? "ed25519"
              : Integer.parseInt(line.group(2)) == BITS_OF_P256 ? "p256" : "";
      times.put(scheme + ".sign", 1e9 / Double.parseDouble(line.group(3)));
      times.put(scheme + ".verify", 1e9 / Double.parseDouble(line.group(4)));
    }
    if (!times.containsKey("p256.sign") || !times.containsKey("ed25519.sign")) {
      throw new IOException("openssl speed printed what is not understood: " + output);
    }
    return times;
  }
}
