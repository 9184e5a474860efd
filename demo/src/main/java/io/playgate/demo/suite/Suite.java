package io.playgate.demo.suite;

import io.playgate.demo.billing.BillingSystem;
import io.playgate.demo.catalogue.ApiException;
import io.playgate.demo.catalogue.Seed;
import io.playgate.demo.credential.PrivateFiles;
import io.playgate.demo.origin.MediaLibrary;
import io.playgate.demo.origin.Origin;
import io.playgate.demo.page.PageServer;
import io.playgate.demo.process.OwnedProcess;
import io.playgate.demo.process.ProcessOwner;
import io.playgate.demo.process.Watchdog;
import io.playgate.demo.store.PostgresServer;
import io.playgate.demo.store.RedisServer;
import io.playgate.demo.store.RedisServer.Durability;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole suite on loopback, from start to end. {@link #start} brings everything up and answers
 * when it works; {@link #close} ends it all, also in the middle of a start and from another thread.
 */
public final class Suite implements AutoCloseable {
  private static final int POSTGRES_STOP_SECONDS = 15;
  private static final int POSTGRES_ABORT_MILLIS = 200;
  private static final int SERVER_SECONDS = 10;
  private static final String SESSIONS_REDIS = "redis-sessions";
  private static final String REVOCATIONS_REDIS = "redis-revocations";

  private final SuiteOptions options;
  private final Consumer<String> progress;
  private final Addresses addresses;
  private final long startedAt = System.nanoTime();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Long> pids = new ConcurrentHashMap<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Object preparing = new Object();

  private @Nullable Prepared prepared;
  private final List<OwnedProcess> redisServers = new CopyOnWriteArrayList<>();
  private volatile @Nullable String written;

  /** What is there before the first server starts. */
  private record Prepared(
      RunFolder folder,
      Watchdog watchdog,
      ProcessOwner owner,
      Vertx vertx,
      HttpClient client,
      Path postgresFolder,
      CompletableFuture<PostgresServer> postgres) {}

  private record Databases(PostgresServer.Database auth, PostgresServer.Database token) {}

  /**
   * A suite that is not started yet.
   *
   * @param progress is told, in lines for people, how far the start is, and later of a service that
   *     ended by itself; called by several threads
   */
  public Suite(SuiteOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    this.addresses = new Addresses(options.ports());
  }

  /**
   * Starts everything, fills it and writes the description.
   *
   * @throws StartFailure when something does not start; what did start still has to be closed
   */
  public SuiteDescription start() throws StartFailure {
    try {
      return startAll();
    } catch (IOException e) {
      throw new StartFailure("The suite cannot be started: " + e.getMessage(), e);
    } catch (ApiException e) {
      throw new StartFailure("The suite runs, but cannot be filled: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("The start was interrupted.", e);
    }
  }

  /** Whether the end has begun. */
  public boolean isClosing() {
    return closing.get();
  }

  /** Waits for the end. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitOtherCloser();
      return;
    }
    try {
      tasks.shutdownNow();
      Prepared all;
      synchronized (preparing) {
        all = prepared;
      }
      if (all != null) {
        stop(all);
      }
    } finally {
      closed.countDown();
    }
  }

  private SuiteDescription startAll()
      throws StartFailure, IOException, ApiException, InterruptedException {
    var taken = options.ports().firstTaken();
    if (taken.isPresent()) {
      throw new StartFailure(
          "Port %d (%s) is taken: stop the program that listens there, or choose other ports with --port-base N."
              .formatted(taken.get().port(), taken.get().purpose()));
    }
    Map<Service, ServiceLauncher.Program> programs = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      programs.put(service, ServiceLauncher.program(options.root(), service));
    }

    Prepared all = prepare();
    Credentials credentials = Credentials.create(all.folder().folder("credentials"));
    ServiceSettings settings = new ServiceSettings(addresses, credentials);
    ServiceLauncher launcher = new ServiceLauncher(all.folder(), all.owner(), all.client());
    List<OwnedProcess> running = startServers(all, launcher, programs, settings);

    Seed seed =
        new Seed(
            new Seed.Services(
                addresses.of(Service.AUTH),
                addresses.of(Service.TOKEN),
                addresses.of(Service.EDGE)),
            credentials.admin());
    Seed.Viewer viewer = seed.sow();
    BillingSystem billing = new BillingSystem(credentials.webhookSecret(), viewer.id());
    String webhookUrl = addresses.of(Service.REVOCATION) + "/v1/webhooks/standard";
    say("viewer, packages, profiles and assets are in");
    seed.prove(viewer, billing, webhookUrl);
    say("they play; suspended, they do not; reactivated, they do again");

    SuiteDescription description =
        new SuiteDescription(
            addresses,
            viewer,
            credentials.admin(),
            credentials.webhookSecret(),
            orderedPids(),
            all.folder().logs());
    await(
        PageServer.start(
            all.vertx(),
            options.ports().page(),
            new PageServer.Settings(
                addresses.pageOrigins(),
                List.of(
                    addresses.of(Service.AUTH),
                    addresses.of(Service.TOKEN),
                    addresses.of(Service.EDGE)),
                description.forPage(),
                webhookUrl,
                billing),
            Clock.systemUTC()));
    write(description);
    for (OwnedProcess process : running) {
      var _ = process.unexpectedEnd().thenAccept(this::reportEnd);
    }
    return description;
  }

  private Prepared prepare() throws IOException, StartFailure {
    synchronized (preparing) {
      if (closing.get()) {
        throw new StartFailure("The start was stopped.");
      }
      RunFolder folder = RunFolder.create(options.folder());
      Watchdog watchdog = Watchdog.start(folder.path(), options.json());
      Vertx vertx =
          Vertx.vertx(
              new VertxOptions()
                  .setEventLoopPoolSize(2)
                  .setFileSystemOptions(
                      new FileSystemOptions()
                          .setFileCachingEnabled(false)
                          .setClassPathResolvingEnabled(false)));
      HttpClient client =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(tasks).build();
      Path postgresFolder = folder.folder("postgres");
      Prepared all =
          new Prepared(
              folder,
              watchdog,
              new ProcessOwner(watchdog),
              vertx,
              client,
              postgresFolder,
              startPostgres(postgresFolder, folder.log("postgres"), watchdog));
      prepared = all;
      return all;
    }
  }

  /**
   * Starts PostgreSQL on a thread that nothing interrupts: its library would leave half a server
   * behind. The end waits for it instead.
   */
  private static CompletableFuture<PostgresServer> startPostgres(
      Path home, Path log, Watchdog watchdog) throws IOException {
    watchdog.watchPostgres(PostgresServer.dataFolder(home));
    CompletableFuture<PostgresServer> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("postgres-start")
        .start(() -> {
          try {
            started.complete(PostgresServer.start(home, log));
          } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
          }
        });
    return started;
  }

  private List<OwnedProcess> startServers(
      Prepared all,
      ServiceLauncher launcher,
      Map<Service, ServiceLauncher.Program> programs,
      ServiceSettings settings)
      throws StartFailure, IOException, InterruptedException {
    pids.put("launcher", ProcessHandle.current().pid());
    MediaLibrary library = MediaLibrary.ofSamples();
    ExecutorCompletionService<OwnedProcess> steps = new ExecutorCompletionService<>(tasks);
    CompletableFuture<Databases> databases =
        all.postgres()
            .thenApply(server -> {
              try {
                Databases made =
                    new Databases(
                        server.createDatabase("playgate_auth"),
                        server.createDatabase("playgate_token"));
                pids.put("postgres", server.pid());
                say("PostgreSQL");
                return made;
              } catch (IOException | SQLException e) {
                throw new CompletionException(e);
              }
            });
    CompletableFuture<RedisServer> sessions = new CompletableFuture<>();
    CompletableFuture<RedisServer> revocations = new CompletableFuture<>();
    List<Callable<OwnedProcess>> starts = new ArrayList<>();
    starts.add(() -> startRedis(all, SESSIONS_REDIS, Durability.EACH_SECOND, sessions));
    starts.add(() -> startRedis(all, REVOCATIONS_REDIS, Durability.EACH_WRITE, revocations));
    starts.add(() -> run(launcher, programs, Service.AUTH, settings.auth(databases.get().auth())));
    starts.add(() ->
        run(
            launcher,
            programs,
            Service.TOKEN,
            settings.token(databases.get().token(), sessions.get())));
    starts.add(
        () -> run(launcher, programs, Service.REVOCATION, settings.revocation(revocations.get())));
    starts.add(() -> run(launcher, programs, Service.EDGE, settings.edge()));
    starts.forEach(steps::submit);
    await(Origin.start(all.vertx(), library, options.ports().origin()));

    List<OwnedProcess> running = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      try {
        running.add(steps.take().get());
      } catch (ExecutionException e) {
        throw asStartFailure(e);
      }
    }
    return running;
  }

  private OwnedProcess startRedis(
      Prepared all, String name, Durability durability, CompletableFuture<RedisServer> started)
      throws IOException, InterruptedException {
    try {
      RedisServer server =
          RedisServer.start(
              all.owner(), all.folder().folder(name), all.folder().log(name), durability);
      redisServers.add(server.process());
      pids.put(name, server.process().pid());
      started.complete(server);
      say(name);
      return server.process();
    } catch (IOException | InterruptedException | RuntimeException e) {
      started.completeExceptionally(e);
      throw e;
    }
  }

  private OwnedProcess run(
      ServiceLauncher launcher,
      Map<Service, ServiceLauncher.Program> programs,
      Service service,
      Map<String, String> settings)
      throws StartFailure, IOException, InterruptedException {
    ServiceLauncher.Program program = programs.get(service);
    if (program == null) {
      throw new IllegalStateException("no program for " + service);
    }
    OwnedProcess process = launcher.start(service, program, settings);
    pids.put(service.key(), process.pid());
    launcher.awaitReady(process, addresses.readinessOf(service));
    say(service.module() + (program.isNative() ? " (native)" : ""));
    return process;
  }

  private static StartFailure asStartFailure(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    return cause instanceof StartFailure known
        ? known
        : new StartFailure("The suite cannot be started: " + cause.getMessage(), cause);
  }

  private Map<String, Long> orderedPids() {
    Map<String, Long> ordered = new LinkedHashMap<>();
    List<String> order =
        new ArrayList<>(List.of("launcher", "postgres", SESSIONS_REDIS, REVOCATIONS_REDIS));
    for (Service service : Service.values()) {
      order.add(service.key());
    }
    for (String name : order) {
      Long pid = pids.get(name);
      if (pid != null) {
        ordered.put(name, pid);
      }
    }
    return ordered;
  }

  private void write(SuiteDescription description) throws IOException {
    String text = description.forScripts().encodePrettily() + "\n";
    Path folder = options.json().toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    PrivateFiles.replace(options.json(), text);
    written = text;
  }

  private void reportEnd(OwnedProcess process) {
    if (!closing.get()) {
      progress.accept(
          "%s ended by itself (exit code %d). The end of %s:\n%s"
              .formatted(process.name(), process.exitCode(), process.log(), process.tail(10)));
    }
  }

  private void say(String what) {
    progress.accept(
        "%5.1f s  %s".formatted((System.nanoTime() - startedAt) / 1_000_000_000.0, what));
  }

  private static <T> T await(Future<T> future) throws StartFailure, InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SERVER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw asStartFailure(e);
    }
  }

  /** Ends everything, users of a server before the server. */
  private void stop(Prepared all) {
    all.owner().stopAllBut(List.copyOf(redisServers));
    stopPostgres(all);
    all.owner().stopAllBut(List.of());
    all.client().shutdownNow();
    try {
      all.vertx()
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(SERVER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      progress.accept("the page's server did not end in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      deleteDescription();
      all.folder().delete();
      all.watchdog().dismiss();
    } catch (IOException e) {
      // The watchdog, whose pipe breaks at the end of this process, tries it once more.
      progress.accept("not everything could be deleted: " + e.getMessage());
    }
  }

  private void stopPostgres(Prepared all) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(POSTGRES_STOP_SECONDS);
    while (true) {
      try {
        all.postgres().get(POSTGRES_ABORT_MILLIS, TimeUnit.MILLISECONDS).close();
        return;
      } catch (TimeoutException stillStarting) {
        if (System.nanoTime() > deadline) {
          progress.accept("PostgreSQL did not end in time; the watchdog sees to it");
          return;
        }
        PostgresServer.abortStart(all.postgresFolder());
      } catch (ExecutionException notStarted) {
        return;
      } catch (IOException e) {
        progress.accept("PostgreSQL did not end well: " + e.getMessage());
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void deleteDescription() throws IOException {
    String text = written;
    // Another suite may have written its own there since.
    if (text != null
        && Files.exists(options.json())
        && Files.readString(options.json()).equals(text)) {
      Files.deleteIfExists(options.json());
    }
  }

  private void awaitOtherCloser() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
