package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import io.playgate.systemtests.Suite.Viewer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's page in a real Chromium: every state says its true reason and has its way out. */
@ExtendWith(RunningSuite.class)
class DemoPageIT {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static final List<ColorScheme> THEMES = List.of(ColorScheme.LIGHT, ColorScheme.DARK);

  private static Chromium chromium;

  private final List<String> others = new ArrayList<>();
  private Page page;

  @BeforeAll
  static void launch() {
    Assumptions.assumeTrue(Counts.soak(), "skipped: takes minutes; ./playgate test --soak");
    Chromium.assumeInstalled();
    chromium = Chromium.launch();
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open(Suite suite) {
    page = chromium.page(1280, 1000);
    page.navigate(suite.url("page"));
  }

  @AfterEach
  void leaveItAsItWas(Suite suite) {
    suite.billing("reactivated", suite.seededViewer().id());
    // The viewer's devices are few, and every browser is a new one.
    if (page.locator("#sign-out").isVisible()) {
      page.locator("#sign-out").click();
      page.locator("#sign-in-button:enabled").waitFor();
    }
    others.forEach(token ->
        suite
            .http()
            .post(suite.url("auth") + "/v1/sign-out", "", "Authorization", "Bearer " + token));
    page.context().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo-jwt", "demo-edgeauth", "demo-edgeauth-query", "demo-opaque"})
  void aRefreshSwapsTheTokenAndRestartsNothing(String profile, Suite suite) {
    // Given a session that plays, and all that would show a restart of the player
    Set<String> tokens = ConcurrentHashMap.newKeySet();
    Pattern token = Pattern.compile("[/?&]((?:token|hdnts)=[^/&]+)");
    AtomicInteger denied = new AtomicInteger();
    page.onResponse(response -> {
      if (response.url().startsWith(suite.url("edge"))) {
        token.matcher(response.url()).results().forEach(found -> tokens.add(found.group(1)));
        if (response.status() >= 400) {
          denied.incrementAndGet();
        }
      }
    });
    signIn();
    play(profile);
    Chromium.awaitAdvance(page, 1);
    page.evaluate(
        "window.restarts = 0; for (const e of ['emptied', 'loadstart', 'abort', 'pause'])"
            + " document.querySelector('#video').addEventListener(e, () => window.restarts++)");

    for (int i = 1; i <= 3; i++) {
      // When the session is refreshed
      int before = tokens.size();
      page.locator("#refresh").click();

      // Then the player's next requests carry the new token
      Chromium.awaitTrue(page, () -> tokens.size() > before);
      Chromium.awaitAdvance(page, 1);
    }

    // And nothing was loaded anew, paused or denied
    assertThat(page.evaluate("window.restarts")).isEqualTo(0);
    assertThat(denied).hasValue(0);
  }

  @Test
  void aRefundIsNoDeadEnd(Suite suite) {
    // Given a session that plays
    signIn();
    play("demo-jwt");
    Chromium.awaitAdvance(page, 1);

    // When billing refunds
    page.locator("details summary").click();
    page.locator("[data-event=refund]").click();

    // Then the page says why it stopped, and the way on
    awaitCurtain("Billing said “refund”");
    strip("refunded");
    page.locator("#curtain-action").click();

    // And it plays on, without signing in again
    Chromium.awaitAdvance(page, 1);
    assertThat(page.locator("#curtain").isHidden()).isTrue();
  }

  @Test
  void aSuspensionSurvivesAReloadWithItsReasonAndItsWayOut(Suite suite) {
    // Given a viewer who is suspended while playing
    signIn();
    play("demo-edgeauth-query");
    Chromium.awaitAdvance(page, 1);
    page.locator("[data-event=suspend]").click();
    awaitCurtain("Billing said “suspend”");

    // When the page is loaded anew, and the viewer signs in and plays
    page.reload();
    signIn();
    assertThat(page.locator("#curtain-text").innerText()).contains("Billing said “suspend”");
    page.locator("#play-button").click();

    // Then the true reason is said, and its control leads on
    awaitCurtain("Billing said “suspend”");
    strip("suspended-after-reload");
    page.locator("#curtain-action").click();
    Chromium.awaitAdvance(page, 1);
  }

  @Test
  void theBrowserBeyondTheLimitOfDevicesSignsAnotherOut(Suite suite) {
    // Given a viewer who is signed in on as many devices as allowed
    Viewer viewer = suite.seededViewer();
    while (others.size() < 50) {
      Http.Answer answer =
          suite
              .http()
              .post(
                  suite.url("auth") + "/v1/sign-in",
                  "{\"login\":\"%s\",\"password\":\"%s\",\"device\":\"Box %d\"}"
                      .formatted(viewer.login(), viewer.password(), others.size()));
      if (answer.status() != 200) {
        answer.expectProblem(403, "too-many-devices");
        break;
      }
      others.add(answer.json().required("access_token").asText());
    }

    // When one more browser signs in
    page.locator("#sign-in-button").click();

    // Then it is offered the place of each of the others
    page.locator("#too-many").waitFor();
    assertThat(page.locator("#devices li").count()).isEqualTo(8);
    assertThat(page.locator("#devices").innerText()).contains("Box");
    assertThat(page.locator("#sign-in-error").innerText())
        .isEqualTo(
            "403 too-many-devices This viewer is signed in on 8 devices, and no more are allowed.");
    strip("too-many-devices");
    assertClean();
    page.locator("#devices button").first().click();
    page.locator("#signed-in").waitFor();
    assertThat(page.locator("#too-many").isHidden()).isTrue();
  }

  @Test
  void theFocusIsNeverLostAndNoKeyPlaysBehindTheCurtain(Suite suite) {
    // Given a viewer who signs in by the keyboard alone
    page.locator("#sign-in-button").focus();
    page.keyboard().press("Enter");
    page.locator("#signed-in").waitFor();
    awaitFocus("play-button");
    page.keyboard().press("Enter");
    Chromium.awaitAdvance(page, 1);
    awaitFocus("play-button");

    // When billing suspends while the video has the focus
    page.locator("#video").focus();
    page.evaluate("document.querySelector('[data-event=suspend]').click()");
    awaitCurtain("Billing said “suspend”");

    // Then no key plays what lies behind the curtain
    for (String key : List.of("Space", "k", "MediaPlayPause", "Enter")) {
      page.locator("#screen-title").dispatchEvent("focus");
      page.evaluate("document.activeElement.blur()");
      page.keyboard().press(key);
    }
    page.evaluate("document.querySelector('#video').play().catch(() => {})");
    double stopped = Chromium.currentTime(page);
    page.waitForTimeout(600);
    assertThat(Chromium.currentTime(page)).isEqualTo(stopped);
    assertThat(page.evaluate("document.querySelector('#video').paused")).isEqualTo(true);

    // And its way out is reached by the keyboard, after which the focus is not lost either
    page.locator("#curtain-action").focus();
    page.keyboard().press("Enter");
    Chromium.awaitAdvance(page, 0.5);
    Chromium.awaitTrue(page, () -> !focus().isEmpty());
    page.locator("#end").focus();
    page.keyboard().press("Enter");
    awaitFocus("play-button");
    page.locator("#sign-out").focus();
    page.keyboard().press("Enter");
    awaitFocus("sign-in-button");
  }

  @Test
  void anErrorStandsBesideItsField() {
    page.locator("#password").fill("wrong");
    page.locator("#sign-in-button").click();
    page.locator("#sign-in-error").waitFor();
    assertThat(page.locator("#sign-in-error").innerText()).contains("401 invalid-credentials");
    double field = page.locator("#password").boundingBox().y;
    assertThat(page.locator("#sign-in-error").boundingBox().y - field).isBetween(0.0, 120.0);
    awaitFocus("sign-in-button");
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void verdictsDoNotOverlapAndNoTokenIsPrintedInFull(int width) {
    page.setViewportSize(width, 1000);
    signIn();
    play("demo-edgeauth-query");
    Chromium.awaitAdvance(page, 2);
    String overlapping =
        (String)
            page.evaluate(
                """
                [...document.querySelectorAll('#rows tr')].flatMap((row) => {
                  const cells = [...row.cells].filter((cell) => cell.offsetWidth > 0);
                  return cells.slice(1).flatMap((cell, i) => {
                    const left = [...cells[i].querySelectorAll('span, div')].map((e) =>
                      e.getBoundingClientRect().right);
                    return Math.max(0, ...left) > cell.getBoundingClientRect().left + 1
                      ? [row.innerText] : [];
                  });
                }).join('; ')\
                """);
    assertThat(overlapping).isEmpty();
    assertThat(page.locator("#rows").innerText()).contains("hdnts=").doesNotContain("hmac=");
    assertThat(
            (Boolean)
                page.evaluate(
                    "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        .as("nothing scrolls sideways")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void everyStateIsAccessibleInBothThemes(int width, Suite suite) {
    page.setViewportSize(width, 1000);
    inBothThemes("signed-out-" + width);
    signIn();
    inBothThemes("signed-in-" + width);
    play("demo-jwt");
    Chromium.awaitAdvance(page, 1);
    inBothThemes("playing-" + width);
    page.locator("[data-event=suspend]").click();
    awaitCurtain("Billing said “suspend”");
    inBothThemes("suspended-" + width);
    page.locator("[data-event=reactivate]").click();
    Chromium.awaitAdvance(page, 1);
    inBothThemes("reactivated-" + width);
  }

  /** Audits and photographs a state as it is wide now. */
  private void inBothThemes(String name) {
    for (ColorScheme theme : THEMES) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
      assertClean();
      shot(name, theme);
    }
  }

  /** Photographs a state on a large screen and on a small one. */
  private void strip(String name) {
    for (int width : new int[] {390, 1280}) {
      page.setViewportSize(width, 1000);
      for (ColorScheme theme : THEMES) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
        shot(name + "-" + width, theme);
      }
    }
  }

  private void assertClean() {
    List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
    assertThat(violations)
        .extracting(rule -> rule.getId() + " " + rule.getNodes().getFirst().getHtml())
        .isEmpty();
  }

  private void signIn() {
    page.locator("#sign-in-button:enabled").click();
    page.locator("#signed-in").waitFor();
  }

  private void play(String profile) {
    page.locator("#profile").selectOption(new SelectOption().setValue(profile));
    page.locator("#play-button").click();
  }

  private void awaitCurtain(String text) {
    Chromium.awaitTrue(
        page,
        () ->
            page.locator("#curtain").isVisible()
                && page.locator("#curtain-text").innerText().contains(text)
                && page.locator("#curtain-action").isVisible());
  }

  private void awaitFocus(String id) {
    Chromium.awaitTrue(page, () -> focus().equals(id));
  }

  /** The id of what has the focus; empty where that is nothing. */
  private String focus() {
    return (String)
        page.evaluate(
            "document.activeElement === document.body ? '' : document.activeElement?.id ?? ''");
  }

  private void shot(String name, ColorScheme theme) {
    page.screenshot(
        Chromium.shot(SCREENSHOTS, name + "-" + theme.name().toLowerCase(Locale.ROOT))
            .setFullPage(true));
  }
}
