package io.playgate.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.benchmarks.Wrk.Load;
import io.playgate.benchmarks.Wrk.Request;
import io.playgate.benchmarks.token.CryptoRows;
import io.playgate.benchmarks.token.TokenRows;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** {@code ./playgate bench}: starts the suite, measures it, prints the table. */
public final class Bench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SERVICES = List.of("auth", "token", "revocation", "edge");
  private static final int SESSIONS = 24;
  private static final int SECONDS = 8;
  private static final int TRIALS = 200;

  private final Running running;
  private final Customer customer;
  private final Wrk wrk;
  private final List<String> names;
  private final List<Row> rows = new ArrayList<>();

  private Bench(Running running, Wrk wrk, List<String> names) {
    this.running = running;
    this.customer = new Customer(running);
    this.wrk = wrk;
    this.names = names;
  }

  /** Arguments: {@code --root DIR [NAME...] [--json FILE]}. */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(".");
    Path json = null;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--root" -> root = Path.of(arguments[++i]);
        case "--json" -> {
          if (i + 1 >= arguments.length) {
            fail("--json needs a file name");
          }
          json = Path.of(arguments[++i]);
        }
        default -> {
          if (arguments[i].startsWith("-")) {
            fail("unknown option " + arguments[i]);
          }
          names.add(arguments[i]);
        }
      }
    }
    Path folder = root.resolve("target/bench");
    Files.createDirectories(folder);
    List<Row> rows = new ArrayList<>();
    if (needsSuite(names)) {
      System.err.println("starting the suite and the bare endpoint");
      try (Running running = Running.start(root, folder)) {
        Bench bench = new Bench(running, new Wrk(folder), names);
        bench.measure();
        rows.addAll(bench.rows);
      }
    }
    rows.addAll(CryptoRows.measure(name -> wanted(names, name), folder));
    rows.addAll(TokenRows.measure(name -> wanted(names, name), folder));
    if (rows.isEmpty()) {
      fail("no row is named like " + String.join(", ", names));
    }
    print(rows, System.out);
    if (json != null) {
      write(rows, json);
    }
  }

  private static void fail(String message) {
    System.err.println("playgate: bench: " + message);
    System.exit(2);
  }

  private boolean wanted(String name) {
    return wanted(names, name);
  }

  private static boolean wanted(List<String> names, String name) {
    return names.isEmpty() || names.stream().anyMatch(name::startsWith);
  }

  /** Whether a name asks for more than the library's rows, which run without the suite. */
  private static boolean needsSuite(List<String> names) {
    return names.isEmpty()
        || names.stream()
            .anyMatch(name ->
                "token.refresh".startsWith(name)
                    || "token.rss".startsWith(name)
                    || Stream.concat(CryptoRows.names().stream(), TokenRows.names().stream())
                        .noneMatch(row -> row.startsWith(name)));
  }

  private void measure() throws IOException, InterruptedException {
    for (String service : SERVICES) {
      System.err.println(
          service
              + " runs "
              + (running.isNative(service) ? "as a native executable" : "on the JVM"));
    }
    authorize("edge.authorize", "demo-edgeauth");
    authorize("edge.authorize.jwt", "demo-jwt");
    authorize("edge.authorize.opaque", "demo-opaque");
    refresh("token.refresh", "demo-edgeauth");
    refresh("token.refresh.jwt", "demo-jwt");
    introspect();
    webhookTo403();
    memory();
  }

  private void authorize(String name, String profile) throws IOException, InterruptedException {
    if (!wanted(name)) {
      return;
    }
    List<Request> requests = new ArrayList<>();
    for (Customer.Session session : sessions(profile)) {
      URI uri = URI.create(session.url());
      String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      requests.add(
          new Request(
              "GET",
              "/authorize",
              List.of("X-Original-URI", target, "X-Original-Method", "GET"),
              ""));
    }
    compare(name, running.url("edge"), requests, "GET", "forward-auth verdict, " + profile);
  }

  private void refresh(String name, String profile) throws IOException, InterruptedException {
    if (!wanted(name)) {
      return;
    }
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      Customer.Viewer viewer = customer.newViewer();
      Customer.Session session = customer.play(viewer, profile);
      requests.add(
          new Request(
              "POST",
              "/v1/playback-sessions/" + session.id() + "/refresh",
              List.of("Authorization", "Bearer " + viewer.viewerToken()),
              ""));
    }
    compare(name, running.url("token"), requests, "POST", "session refresh, " + profile);
  }

  private void introspect() throws IOException, InterruptedException {
    if (!wanted("revocation.introspect")) {
      return;
    }
    String bearer = "Bearer " + customer.adminToken("tokens.introspect");
    List<Request> requests = new ArrayList<>();
    for (Customer.Session session : sessions("demo-opaque")) {
      requests.add(
          new Request(
              "POST",
              "/oauth2/introspect",
              List.of("Content-Type", "application/x-www-form-urlencoded", "Authorization", bearer),
              "token=" + URLEncoder.encode(session.token(), StandardCharsets.UTF_8)));
    }
    compare(
        "revocation.introspect",
        running.url("revocation"),
        requests,
        "POST",
        "opaque introspection, Bearer access token");
  }

  private List<Customer.Session> sessions(String profile) throws IOException, InterruptedException {
    List<Customer.Session> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(customer.play(customer.newViewer(), profile));
    }
    return sessions;
  }

  /**
   * Warms both up, then measures bare, ours, bare: the peer's mean is what ours is held against.
   */
  private void compare(String name, String url, List<Request> requests, String method, String note)
      throws IOException, InterruptedException {
    System.err.println("measuring " + name);
    List<Request> bare = List.of(new Request(method, "/bare", List.of(), ""));
    wrk.run(running.bareUrl(), bare, 3);
    wrk.run(url, requests, 6);
    Load before = wrk.run(running.bareUrl(), bare, SECONDS / 2);
    Load ours = wrk.run(url, requests, SECONDS);
    Load after = wrk.run(running.bareUrl(), bare, SECONDS / 2);
    if (before.refused() + after.refused() > 0) {
      throw new IOException(name + ": the bare endpoint refuses requests");
    }
    if (ours.refused() > 0) {
      throw new IOException(name + ": " + ours.refused() + " requests were refused");
    }
    double peer = (before.perSecond() + after.perSecond()) / 2;
    rows.add(
        Row.of(
            name,
            ours.perSecond(),
            "req/s",
            peer,
            "%s; p50 %.2f ms, p99 %.2f ms".formatted(note, ours.p50(), ours.p99())));
    rows.add(
        Row.of(name + ".p50", ours.p50(), "ms", (before.p50() + after.p50()) / 2, "at full load"));
    rows.add(
        Row.of(name + ".p99", ours.p99(), "ms", (before.p99() + after.p99()) / 2, "at full load"));
  }

  /**
   * From the moment billing starts to post to the arrival of the first 403 at a player that asks
   * the edge for a playlist without pause. Held against a round trip to the bare endpoint.
   */
  private void webhookTo403() throws IOException, InterruptedException {
    if (!wanted("webhook-to-403.p50") && !wanted("webhook-to-403.p99")) {
      return;
    }
    System.err.println("measuring webhook-to-403, " + TRIALS + " trials");
    Customer.Viewer viewer = customer.newViewer();
    Customer.Session session = customer.play(viewer, "demo-edgeauth");
    HttpClient player = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(session.url())).build();
    HttpRequest bareRequest =
        HttpRequest.newBuilder(URI.create(running.bareUrl() + "/bare")).build();
    double[] trips = new double[TRIALS];
    double[] latencies = new double[TRIALS];
    for (int trial = -10; trial < TRIALS; trial++) {
      long start = System.nanoTime();
      player.send(bareRequest, BodyHandlers.discarding());
      double trip = (System.nanoTime() - start) / 1e6;
      awaitStatus(player, request, 200);
      AtomicLong denied = new AtomicLong();
      Thread watcher =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  denied.set(awaitStatus(player, request, 403));
                } catch (IOException | InterruptedException e) {
                  denied.set(-1);
                }
              });
      TimeUnit.MILLISECONDS.sleep(3); // the player is asking by now
      long posted = System.nanoTime();
      customer.billing("suspended", viewer.id());
      watcher.join();
      if (denied.get() < 0) {
        throw new IOException("webhook-to-403: no 403 came");
      }
      customer.billing("reactivated", viewer.id());
      if (trial >= 0) {
        trips[trial] = trip;
        latencies[trial] = (denied.get() - posted) / 1e6;
      }
    }
    Arrays.sort(trips);
    Arrays.sort(latencies);
    for (int percentile : new int[] {50, 99}) {
      String name = "webhook-to-403.p" + percentile;
      if (wanted(name)) {
        int index = (int) Math.ceil(percentile / 100.0 * TRIALS) - 1;
        rows.add(
            Row.of(
                name,
                latencies[index],
                "ms",
                trips[index],
                TRIALS + " trials, against one round trip to the bare endpoint"));
      }
    }
  }

  /** Asks without pause until the status is seen; answers the nano time of its arrival. */
  private static long awaitStatus(HttpClient player, HttpRequest request, int status)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      int seen = player.send(request, BodyHandlers.discarding()).statusCode();
      if (seen == status) {
        return System.nanoTime();
      }
    }
    throw new IOException("no " + status + " within 10 s");
  }

  private void memory() throws IOException {
    double bare = (double) running.residentBytes("bare");
    for (String service : SERVICES) {
      String name = service + ".rss";
      if (wanted(name)) {
        rows.add(
            Row.of(
                name,
                (double) running.residentBytes(service),
                "bytes",
                bare,
                "resident, after the load above; "
                    + (running.isNative(service) ? "native" : "JVM")
                    + ", against the bare application on the JVM"));
      }
    }
  }

  private static void print(List<Row> rows, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-32s %14s %-6s %14s %7s  %s%n",
        "name",
        "value",
        "unit",
        "against",
        "ratio",
        "of");
    for (Row row : rows) {
      boolean whole = row.value() >= 1000;
      String format =
          whole ? "%-32s %,14.0f %-6s %,14.0f %7.2f  %s%n" : "%-32s %14.2f %-6s %14.2f %7.2f  %s%n";
      out.printf(
          Locale.ROOT,
          format,
          row.name(),
          row.value(),
          row.unit(),
          row.against(),
          row.ratio(),
          row.note());
    }
  }

  private static void write(List<Row> rows, Path json) throws IOException {
    ArrayNode array = JSON.createArrayNode();
    for (Row row : rows) {
      ObjectNode node = array.addObject();
      node.put("name", row.name());
      node.put("value", row.value());
      node.put("unit", row.unit());
      node.put("against", row.against());
      node.put("ratio", row.ratio());
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), array);
  }
}
