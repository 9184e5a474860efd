package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The main job in a real Chromium, on the demo's page: the video plays, stops, plays again. */
@ExtendWith(RunningSuite.class)
class BrowserIT {
  @BeforeAll
  static void needsChromium() {
    Chromium.assumeInstalled();
  }

  @Test
  void theVideoPlaysUntilBillingSuspendsAndAgainWhenItReactivates(Suite suite) {
    Path screenshots = Path.of("target", "screenshots");
    try (Chromium chromium = Chromium.launch()) {
      Page page = chromium.page(1280, 1000);
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
        Chromium.awaitAdvance(page, 1.5);
        page.screenshot(Chromium.shot(screenshots, profile + "-playing"));

        // When billing suspends the viewer
        int before = refused.get();
        page.locator("[data-event=suspend]").click();

        // Then the edge answers 403, the page says how fast, and the video stops
        Chromium.awaitTrue(page, () -> refused.get() > before);
        Chromium.awaitTrue(page, () -> page.locator("#m-edge").innerText().matches("(?s).*\\d.*"));
        Chromium.awaitTrue(
            page, () -> (Boolean) page.evaluate("document.querySelector('#video').paused"));
        double stopped = Chromium.currentTime(page);
        page.waitForTimeout(500);
        assertThat(Chromium.currentTime(page)).isEqualTo(stopped);
        page.screenshot(Chromium.shot(screenshots, profile + "-suspended"));

        // When billing reactivates the viewer
        page.locator("[data-event=reactivate]").click();

        // Then the video plays on
        Chromium.awaitAdvance(page, 0.5);
      }
      page.screenshot(Chromium.shot(screenshots, "playing-again"));
    }
    assertThat(screenshots.resolve("demo-jwt-suspended.png")).isNotEmptyFile();
  }
}
