package io.playgate.systemtests;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** The installed Chromium, and what tests of the demo's page ask of it. */
record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  static void assumeInstalled() {
    Assumptions.assumeTrue(
        executable().isPresent(),
        "skipped: Chromium is missing; install it with: apt-get install chromium");
  }

  static Chromium launch() {
    // The installed Chromium is used, so none is fetched.
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Chromium(playwright, playwright.chromium().launch(options()));
  }

  /** A page of a browser that nobody has used. */
  Page page(int width, int height) {
    Page page = browser.newContext().newPage();
    page.setViewportSize(width, height);
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /** Waits until the video has gone on by so many seconds from where it is; it may loop. */
  static void awaitAdvance(Page page, double seconds) {
    double[] last = {currentTime(page)};
    double[] advanced = {0};
    awaitTrue(
        page,
        () -> {
          double now = currentTime(page);
          if (now > last[0]) {
            advanced[0] += now - last[0];
          }
          last[0] = now;
          return advanced[0] >= seconds;
        });
  }

  static double currentTime(Page page) {
    return ((Number) page.evaluate("document.querySelector('#video').currentTime")).doubleValue();
  }

  static void awaitTrue(Page page, BooleanSupplier condition) {
    Awaitility.await()
        .pollInSameThread() // Playwright objects belong to one thread
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          page.waitForTimeout(1); // lets events of the page arrive
          return condition.getAsBoolean();
        });
  }

  static Page.ScreenshotOptions shot(Path folder, String name) {
    return new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png"));
  }

  private static BrowserType.LaunchOptions options() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(executable().orElseThrow())
        .setArgs(
            List.of(
                "--no-sandbox", // root in containers has no user namespace to sandbox with
                "--autoplay-policy=no-user-gesture-required",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
  }

  private static Optional<Path> executable() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
