package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.SelectOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job in a real Chromium, on the demo's page: the video plays, stops, plays again. */
@ExtendWith(RunningSuite.class)
class BrowserIT {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  @BeforeAll
  static void needsChromium() {
    Assumptions.assumeTrue(
        chromium().isPresent(),
        "BrowserIT is skipped: Chromium is missing; install it with: apt-get install chromium");
  }

  @Test
  void theVideoPlaysUntilBillingSuspendsAndAgainWhenItReactivates(Suite suite) {
    Path screenshots = Path.of("target", "screenshots");
    // The installed Chromium is used, so none is fetched.
    Playwright.CreateOptions installed =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    try (Playwright playwright = Playwright.create(installed);
        Browser browser = playwright.chromium().launch(options())) {
      Page page = browser.newPage();
      page.setViewportSize(1280, 1000);
      AtomicInteger refused = new AtomicInteger();
      page.onResponse(response -> {
        if (response.status() == 403 && response.url().startsWith(suite.url("edge"))) {
          refused.incrementAndGet();
        }
      });

      // Given the seeded viewer signed in on the page
      page.navigate(suite.url("page"));
      page.locator("#sign-in button[type=submit]").click();
      page.locator("#signed-in").waitFor();

      for (String profile : List.of("demo-jwt", "demo-edgeauth-query")) {
        // When playback starts
        page.locator("#profile").selectOption(new SelectOption().setValue(profile));
        page.locator("#play-button").click();

        // Then the clock of the video element advances
        awaitAdvance(page, 1.5);
        page.screenshot(shot(screenshots, profile + "-playing"));

        // When billing suspends the viewer
        int before = refused.get();
        page.locator("[data-event=suspend]").click();

        // Then the edge answers 403, the page says how fast, and the video stops
        awaitTrue(page, () -> refused.get() > before);
        awaitTrue(page, () -> page.locator("#m-edge").innerText().matches("(?s).*\\d.*"));
        awaitTrue(page, () -> (Boolean) page.evaluate("document.querySelector('#video').paused"));
        double stopped = currentTime(page);
        page.waitForTimeout(500);
        assertThat(currentTime(page)).isEqualTo(stopped);
        page.screenshot(shot(screenshots, profile + "-suspended"));

        // When billing reactivates the viewer
        page.locator("[data-event=reactivate]").click();

        // Then the video plays on
        awaitAdvance(page, 0.5);
      }
      page.screenshot(shot(screenshots, "playing-again"));
    }
    assertThat(screenshots.resolve("demo-jwt-suspended.png")).isNotEmptyFile();
  }

  /** Waits until the video has gone on by so many seconds from where it is; it may loop. */
  private static void awaitAdvance(Page page, double seconds) {
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

  private static double currentTime(Page page) {
    return ((Number) page.evaluate("document.querySelector('#video').currentTime")).doubleValue();
  }

  private static void awaitTrue(Page page, BooleanSupplier condition) {
    Awaitility.await()
        .pollInSameThread() // Playwright objects belong to one thread
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          page.waitForTimeout(1); // lets events of the page arrive
          return condition.getAsBoolean();
        });
  }

  private static Page.ScreenshotOptions shot(Path folder, String name) {
    return new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png"));
  }

  private static BrowserType.LaunchOptions options() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(chromium().orElseThrow())
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

  private static Optional<Path> chromium() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
