package io.playgate.support.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether callers can grow the metrics of the service under test, by whatever they may choose. */
public final class BoundedMetrics {

  /** Stands in every value that these callers choose, and in nothing else. */
  private static final String MARK = "zqx";

  private static final Pattern VALUE = Pattern.compile("\\s[^\\s]+$");

  private final URI base;
  private final int managementPort;
  private final List<String> targets;
  private int chosen;

  /**
   * Prepares the callers.
   *
   * @param base where the service under test answers
   * @param managementPort where it is scraped, on loopback
   * @param targets targets of real operations, in which {@code %s} is what a caller chooses
   */
  public BoundedMetrics(URI base, int managementPort, List<String> targets) {
    this.base = base;
    this.managementPort = managementPort;
    this.targets = targets;
  }

  /**
   * Sends requests with methods, paths, queries, hosts, credentials and codes of the callers'
   * choice, the same kinds again and again with other values, and asserts that the first round has
   * made all the series that there will be, and that no label holds a chosen value.
   */
  public void assertCallersChooseNoLabel() throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      sendAll();
    }
    Set<String> before = series();
    for (int i = 0; i < 20; i++) {
      sendAll();
    }
    Set<String> after = series();
    assertThat(after)
        .as("series by a chosen value")
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains(MARK));
    after.removeAll(before);
    // A brake answers once it has had enough, which may be in a later round. No caller chooses it.
    after.removeIf(line -> line.contains("status=\"429\""));
    assertThat(after).as("series that the later rounds have added").isEmpty();
  }

  private void sendAll() throws IOException, InterruptedException {
    for (String method : List.of(chosen(), chosen() + "x".repeat(2000), "GET", "POST", "PATCH")) {
      for (String target : List.of("/" + chosen(), "/" + chosen() + "/" + chosen() + "//")) {
        send(head(method, target), "");
      }
      for (String target : targets) {
        send(head(method, target.replace("%s", chosen())), "");
        send(head(method, target.replace("%s", chosen()) + "?" + chosen() + "=" + chosen()), "");
      }
    }
    for (String target : targets) {
      String at = target.replace("%s", chosen());
      String body = "{\"" + chosen() + "\":\"" + chosen() + "\"}";
      send(head("POST", at) + json(body.length()), body);
      send(head("POST", at) + json(10_000_000), "{");
      send(head("GET", at) + "Authorization: Bearer " + jwt() + "\r\n", "");
      send(head("GET", at) + "Authorization: Basic " + basic() + "\r\n", "");
      send(head("OPTIONS", at) + "Access-Control-Request-Method: " + chosen() + "\r\n", "");
      for (String grant : List.of("client_credentials", chosen())) {
        String form =
            "grant_type=%s&client_id=%s&client_secret=%s&scope=%s&token=%s"
                .formatted(grant, chosen(), chosen(), chosen(), chosen());
        send(
            head("POST", at)
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length()
                + "\r\n",
            form);
      }
    }
    // Given up before the answer.
    abandon(head("POST", "/" + chosen()) + "Transfer-Encoding: chunked\r\n\r\n5\r\nab");
    abandon(head(chosen(), "/" + chosen()) + "Transfer-Encoding: chunked\r\n\r\n5\r\nab");
  }

  private String chosen() {
    return MARK + Integer.toString(++chosen, 36);
  }

  private String head(String method, String target) {
    return "%s %s HTTP/1.1\r\nHost: %s.example\r\nUser-Agent: %s\r\nOrigin: https://%s.example\r\nX-Forwarded-For: %s\r\nwebhook-id: %s\r\n"
        .formatted(method, target, chosen(), chosen(), chosen(), chosen(), chosen());
  }

  private static String json(int length) {
    return "Content-Type: application/json\r\nContent-Length: " + length + "\r\n";
  }

  private String jwt() {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String header = "{\"alg\":\"ES256\",\"kid\":\"" + chosen() + "\",\"typ\":\"at+jwt\"}";
    String claims = "{\"sub\":\"" + chosen() + "\",\"iss\":\"" + chosen() + "\"}";
    return encoder.encodeToString(header.getBytes(UTF_8))
        + '.'
        + encoder.encodeToString(claims.getBytes(UTF_8))
        + '.'
        + encoder.encodeToString(new byte[64]);
  }

  private String basic() {
    return Base64.getEncoder().encodeToString((chosen() + ":" + chosen()).getBytes(UTF_8));
  }

  /** Sends a request of its own connection and reads the answer's first bytes. */
  private void send(String head, String body) throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write((head + "Connection: close\r\n\r\n" + body).getBytes(ISO_8859_1));
      out.flush();
      assertThat(new String(in.readNBytes(9), ISO_8859_1)).as(head).startsWith("HTTP/1.");
    }
  }

  private void abandon(String request) throws IOException, InterruptedException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      TimeUnit.MILLISECONDS.sleep(20);
      socket.setSoLinger(true, 0);
    }
  }

  /** The series of a scrape, without their values. */
  private Set<String> series() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + managementPort + "/q/metrics"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer
          .body()
          .lines()
          // What the collector does comes and goes by itself; its labels are the JVM's.
          .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_gc_"))
          .map(line -> VALUE.matcher(line).replaceFirst(""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
