package io.playgate.connector.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.connector.edge.ConnectorReach;
import io.playgate.connector.edge.ListedSubject;
import io.playgate.connector.edge.Subject;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationRule.Kind;
import io.playgate.revocationlist.RevocationScope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevokedListTest {
  private static final long NOW = 1_700_000_000_000L;

  /** Clocks of a log that the machine's own is far ahead of, and far behind. */
  private static final long PAST = NOW;

  private static final long FUTURE = 4_100_000_000_000L;
  private static final ConnectorReach ALL =
      new ConnectorReach(EnumSet.allOf(RevocationScope.class), true);
  private static final Subject ANNA = new Subject(RevocationScope.VIEWER, "anna");

  private final RevokedList list = new RevokedList();
  private final RevokedList.Tap tap = list.tap(ALL);

  @Test
  void nothingIsToldBeforeASnapshot() {
    assertThat(tap.take()).isNull();
  }

  @Test
  void snapshotIsToldWhole() {
    list.replaceAll(List.of(hold("1", "anna")), at(1), NOW);

    RevokedList.Untold untold = taken();
    assertThat(untold.all()).isTrue();
    assertThat(untold.changes().put()).containsExactly(new ListedSubject(ANNA, Long.MAX_VALUE));
    assertThat(untold.changes().position()).isEqualTo(at(1));
    assertThat(tap.take()).isNull();
  }

  @Test
  void eventsAreToldAsChanges() {
    begin();
    list.put(hold("1", "anna"), at(2));
    list.put(hold("2", "bert"), at(3));
    list.lift(id("1"), at(4));

    RevokedList.Untold untold = taken();
    assertThat(untold.all()).isFalse();
    assertThat(untold.changes().removed()).containsExactly(ANNA);
    assertThat(untold.changes().put())
        .containsExactly(
            new ListedSubject(new Subject(RevocationScope.VIEWER, "bert"), Long.MAX_VALUE));
    assertThat(untold.changes().position()).isEqualTo(at(4));
  }

  @Test
  void subjectIsListedUntilItsLastRuleIsLifted() {
    begin();
    list.put(hold("1", "anna"), at(2));
    list.put(cutOff("2", "anna", NOW + 5000, NOW + 60_000), at(3));
    taken();

    list.lift(id("1"), at(4));
    assertThat(taken().changes().put()).containsExactly(new ListedSubject(ANNA, NOW + 5000));

    list.lift(id("2"), at(5));
    assertThat(taken().changes().removed()).containsExactly(ANNA);
  }

  @Test
  void strictestRuleCounts() {
    begin();
    list.put(cutOff("1", "anna", NOW + 5000, NOW + 60_000), at(2));
    list.put(cutOff("2", "anna", NOW + 1000, NOW + 60_000), at(3));
    assertThat(taken().changes().put()).containsExactly(new ListedSubject(ANNA, NOW + 5000));
  }

  @Test
  void ruleOfTheSameIdTakesTheFormerSubjectOff() {
    begin();
    list.put(hold("1", "anna"), at(2));
    taken();

    list.put(hold("1", "bert"), at(3));

    RevokedList.Untold untold = taken();
    assertThat(untold.changes().removed()).containsExactly(ANNA);
    assertThat(untold.changes().put())
        .containsExactly(
            new ListedSubject(new Subject(RevocationScope.VIEWER, "bert"), Long.MAX_VALUE));
  }

  @Test
  void rulesBeginAndEndByTheLogsClock() {
    for (long now : List.of(PAST, FUTURE)) {
      RevokedList logs = new RevokedList();
      RevokedList.Tap told = logs.tap(ALL);
      logs.replaceAll(
          List.of(
              rule("1", Kind.CUT_OFF, RevocationScope.VIEWER, "anna", now, now, now + 10_000),
              rule(
                  "2",
                  Kind.HOLD,
                  RevocationScope.VIEWER,
                  "bert",
                  0,
                  now + 5000,
                  RevocationRule.UNTIL_LIFTED)),
          new FeedPosition("e1", now, 1),
          now);
      assertThat(Objects.requireNonNull(told.take()).changes().put())
          .containsExactly(new ListedSubject(ANNA, now));

      logs.confirm(now + 4999);
      assertThat(told.take()).isNull();
      logs.confirm(now + 5000);
      assertThat(Objects.requireNonNull(told.take()).changes().put())
          .containsExactly(
              new ListedSubject(new Subject(RevocationScope.VIEWER, "bert"), Long.MAX_VALUE));

      long end = now + 10_000 + RevokedList.EXPIRY_MARGIN.toMillis();
      logs.confirm(end - 1);
      assertThat(told.take()).isNull();
      logs.confirm(end);
      assertThat(Objects.requireNonNull(told.take()).changes().removed()).containsExactly(ANNA);
      assertThat(logs.size()).isEqualTo(1);
    }
  }

  @Test
  void waitEndsWithATurn() throws InterruptedException {
    list.replaceAll(List.of(cutOff("1", "anna", NOW, NOW + 10_000)), at(1), NOW);
    taken();
    Thread waiting = waiting();
    list.confirm(NOW + 10_000 + RevokedList.EXPIRY_MARGIN.toMillis());
    assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void waitIsAsLongAsItIsToBe() throws InterruptedException {
    begin();
    Duration longest = Duration.ofNanos(1_900_000);
    for (int i = 0; i < 50; i++) {
      long since = System.nanoTime();
      tap.await(longest);
      assertThat(System.nanoTime() - since).isGreaterThanOrEqualTo(longest.toNanos());
    }
  }

  @Test
  void firstListIsUntoldSinceTheStart() {
    long before = System.nanoTime();
    RevokedList.Tap first = list.tap(ALL);
    list.replaceAll(List.of(), at(1), NOW);
    assertThat(Objects.requireNonNull(first.take()).sinceNanos() - before)
        .isBetween(0L, System.nanoTime() - before);
  }

  @Test
  void whatWasNotConfirmedIsToldAgain() {
    begin();
    list.put(hold("1", "anna"), at(2));
    RevokedList.Untold lost = taken();
    list.lift(id("1"), at(3));

    tap.putBack(lost);

    RevokedList.Untold again = taken();
    assertThat(again.changes().removed()).containsExactly(ANNA);
    assertThat(again.changes().put()).isEmpty();
    assertThat(again.sinceNanos()).isEqualTo(lost.sinceNanos());
  }

  @Test
  void snapshotThatWasNotConfirmedIsToldAgainWhole() {
    list.replaceAll(List.of(hold("1", "anna")), at(1), NOW);
    tap.putBack(taken());
    list.put(hold("2", "bert"), at(2));

    RevokedList.Untold again = taken();
    assertThat(again.all()).isTrue();
    assertThat(again.changes().put()).hasSize(2);
  }

  @Test
  void whatTheTargetCannotObeyIsCountedAndNotTold() {
    RevokedList.Tap sessions =
        list.tap(
            new ConnectorReach(Set.of(RevocationScope.SESSION, RevocationScope.VIEWER), false));
    list.replaceAll(
        List.of(
            hold("1", "anna"),
            cutOff("2", "bert", NOW, NOW + 60_000),
            rule("3", Kind.CUT_OFF, RevocationScope.SESSION, "s", NOW, NOW + 60_000),
            rule("4", Kind.HOLD, RevocationScope.ASSET, "film", 0, RevocationRule.UNTIL_LIFTED)),
        at(1),
        NOW);

    assertThat(Objects.requireNonNull(sessions.take()).changes().put())
        .containsExactlyInAnyOrder(
            new ListedSubject(ANNA, Long.MAX_VALUE),
            new ListedSubject(new Subject(RevocationScope.SESSION, "s"), Long.MAX_VALUE));
    assertThat(sessions.beyondReach()).isEqualTo(2);
    assertThat(tap.beyondReach()).isZero();
  }

  @Test
  void waitEndsWithAChange() throws InterruptedException {
    begin();
    Thread waiting = waiting();
    list.put(hold("1", "anna"), at(2));
    assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
  }

  private Thread waiting() {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            tap.await(Duration.ofMinutes(10));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void begin() {
    list.replaceAll(List.of(), at(1), NOW);
    taken();
  }

  private RevokedList.Untold taken() {
    RevokedList.@Nullable Untold untold = tap.take();
    assertThat(untold).isNotNull();
    return Objects.requireNonNull(untold);
  }

  private static FeedPosition at(long sequence) {
    return new FeedPosition("e1", NOW, sequence);
  }

  private static String id(String number) {
    return "rule_0123456789_0123456789_" + number;
  }

  private static RevocationRule hold(String number, String viewer) {
    return rule(number, Kind.HOLD, RevocationScope.VIEWER, viewer, 0, RevocationRule.UNTIL_LIFTED);
  }

  private static RevocationRule cutOff(String number, String viewer, long notBefore, long end) {
    return rule(number, Kind.CUT_OFF, RevocationScope.VIEWER, viewer, notBefore, end);
  }

  private static RevocationRule rule(
      String number, Kind kind, RevocationScope scope, String subject, long notBefore, long end) {
    return rule(number, kind, scope, subject, notBefore, NOW, end);
  }

  private static RevocationRule rule(
      String number,
      Kind kind,
      RevocationScope scope,
      String subject,
      long notBefore,
      long effectiveAt,
      long end) {
    return new RevocationRule(
        id(number), kind, scope, subject, notBefore, effectiveAt, end, "test", "client:test", null);
  }
}
