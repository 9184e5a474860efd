package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The demo's page plays in a real Chromium for ten minutes, through four refreshes, and the picture
 * stops neither at one of them nor at a turn of the loop.
 */
@ExtendWith(RunningSuite.class)
class SteadyPlaybackIT {
  private static final double LONGEST_GAP = 250;

  /** Notes the longest time between two pictures on the screen, from its first call on. */
  private static final String MEASURE =
      """
      (() => {
        const video = document.querySelector('#video');
        const seen = { frames: 0, gap: 0, position: 0, turns: 0, gapAtTurn: 0, late: 0, stops: [] };
        let last = null;
        window.steady = () => {
          // A picture that still stands is a gap as well.
          seen.gap = Math.max(seen.gap, performance.now() - last);
          return JSON.stringify(seen);
        };
        let position = 0;
        for (const event of ['emptied', 'loadstart', 'abort', 'pause', 'waiting', 'stalled']) {
          video.addEventListener(event, () =>
            seen.stops.push(`${event} at ${video.currentTime.toFixed(2)}`));
        }
        const frame = (now, picture) => {
          const gap = last === null ? 0 : now - last;
          seen.frames += 1;
          if (picture.mediaTime < position) {
            seen.turns += 1;
            seen.gapAtTurn = Math.max(seen.gapAtTurn, gap);
          } else if (gap > seen.gap) {
            seen.gap = gap;
            seen.position = picture.mediaTime;
          }
          last = now;
          position = picture.mediaTime;
          video.requestVideoFrameCallback(frame);
        };
        // How late a timer is tells how much of a gap is the machine's.
        let due = performance.now() + 50;
        setInterval(() => {
          seen.late = Math.max(seen.late, performance.now() - due);
          due = performance.now() + 50;
        }, 50);
        video.requestVideoFrameCallback(frame);
      })()\
      """;

  @BeforeAll
  static void needsTimeAndChromium() {
    Assumptions.assumeTrue(Counts.soak(), "skipped: takes ten minutes; ./playgate test --soak");
    Chromium.assumeInstalled();
  }

  @Test
  void thePictureDoesNotStop(Suite suite) throws Exception {
    int wanted = 4;
    double seconds = 600;
    Set<String> tokens = ConcurrentHashMap.newKeySet();
    Pattern token = Pattern.compile("/(token=[^/]+)/");
    try (Chromium chromium = Chromium.launch()) {
      Page page = chromium.page(1280, 1000);
      page.onResponse(response -> {
        Matcher found = token.matcher(response.url());
        if (response.url().startsWith(suite.url("edge")) && found.find()) {
          tokens.add(found.group(1));
        }
      });

      // Given a session that plays
      page.navigate(suite.url("page"));
      page.locator("#sign-in-button:enabled").click();
      page.locator("#signed-in").waitFor();
      page.locator("#profile").selectOption(new SelectOption().setValue("demo-jwt"));
      page.locator("#play-button").click();
      Chromium.awaitAdvance(page, 3);

      // When it plays on through refreshes
      page.evaluate(MEASURE);
      long begun = System.nanoTime();
      while ((System.nanoTime() - begun) / 1e9 < seconds || tokens.size() <= wanted) {
        assertThat((System.nanoTime() - begun) / 1e9)
            .as("seconds, with %d tokens seen", tokens.size())
            .isLessThan(seconds + 60);
        page.waitForTimeout(500);
      }

      // Then no picture stood for longer than a viewer notices
      JsonNode seen = new ObjectMapper().readTree((String) page.evaluate("window.steady()"));
      double played = (System.nanoTime() - begun) / 1e9;
      double gap = seen.required("gap").asDouble();
      double gapAtTurn = seen.required("gapAtTurn").asDouble();
      Measured.note(
          "steady-playback",
          String.format(
              Locale.ROOT,
              "%.0f s, %d refreshes, %s frames: longest gap between two pictures %.0f ms (before"
                  + " second %s of the clip), at %s turns of the loop %.0f ms; the latest timer was"
                  + " %.0f ms late; events %s",
              played,
              tokens.size() - 1,
              seen.required("frames"),
              gap,
              seen.required("position"),
              seen.required("turns"),
              gapAtTurn,
              seen.required("late").asDouble(),
              seen.required("stops")));
      assertThat(seen.required("frames").asDouble()).isGreaterThan(played * 20);
      assertThat(Math.max(gap, gapAtTurn)).isLessThanOrEqualTo(LONGEST_GAP);
    }
  }
}
