package io.playgate.connector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationScope;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every connector does, against a target that is real or obeys the vendor's rules. */
public abstract class EdgeConnectorContract {
  private static final long ISSUED = 1_700_000_000_000L;
  private static final long UNTIL = 1_700_000_060;
  private static final int MANY = 5000;

  /** A connector to the target, made anew: what it remembers is the target's. */
  protected abstract EdgeConnector connector() throws Exception;

  /** Whether the target denies a token that names the subject and was issued then. */
  protected abstract boolean denies(Subject subject, long issuedAtMillis) throws Exception;

  /** Until when the target counts its list as complete; empty where nobody has vouched for it. */
  protected abstract OptionalLong completeUntil() throws Exception;

  /** Starts the target anew, as it comes up without anybody's help. */
  protected abstract void restartTarget() throws Exception;

  /** Ends the target. */
  protected abstract void stopTarget() throws Exception;

  @Test
  void newTargetHoldsNoList() throws Exception {
    assertThat(connector().confirmed()).isNull();
  }

  @Test
  void replacementIsObeyedAndConfirmed() throws Exception {
    EdgeConnector connector = connector();
    connector.replaceAll(List.of(all("a"), all("b")), at(1), UNTIL);

    assertThat(connector().confirmed()).isEqualTo(at(1));
    assertThat(denies(subject("a"), ISSUED)).isTrue();
    assertThat(denies(subject("b"), ISSUED)).isTrue();
    assertThat(denies(subject("c"), ISSUED)).isFalse();

    connector.replaceAll(List.of(all("b"), all("c")), at(2), UNTIL);

    assertThat(connector().confirmed()).isEqualTo(at(2));
    assertThat(denies(subject("a"), ISSUED)).isFalse();
    assertThat(denies(subject("b"), ISSUED)).isTrue();
    assertThat(denies(subject("c"), ISSUED)).isTrue();
  }

  @Test
  void emptyListIsAList() throws Exception {
    connector().replaceAll(List.of(all("a")), at(1), UNTIL);
    connector().replaceAll(List.of(), at(2), UNTIL);

    assertThat(connector().confirmed()).isEqualTo(at(2));
    assertThat(denies(subject("a"), ISSUED)).isFalse();
  }

  @Test
  void changesAreObeyedAndConfirmed() throws Exception {
    connector().replaceAll(List.of(all("a"), all("b")), at(1), UNTIL);

    connector().apply(changes(2, List.of(all("c"), all("b")), List.of(subject("a"))));

    assertThat(connector().confirmed()).isEqualTo(at(2));
    assertThat(denies(subject("a"), ISSUED)).isFalse();
    assertThat(denies(subject("b"), ISSUED)).isTrue();
    assertThat(denies(subject("c"), ISSUED)).isTrue();
  }

  @Test
  void changesTwiceAreChangesOnce() throws Exception {
    connector().replaceAll(List.of(all("a")), at(1), UNTIL);
    ListChanges put = changes(2, List.of(all("b")), List.of(subject("a"), subject("never")));
    connector().apply(put);
    connector().apply(put);
    assertThat(denies(subject("b"), ISSUED)).isTrue();

    connector().apply(changes(3, List.of(), List.of(subject("b"))));

    assertThat(denies(subject("a"), ISSUED)).isFalse();
    assertThat(denies(subject("b"), ISSUED)).isFalse();
    assertThat(connector().confirmed()).isEqualTo(at(3));
  }

  @Test
  void positionAloneIsConfirmed() throws Exception {
    connector().replaceAll(List.of(), at(1), UNTIL);
    connector().apply(changes(2, List.of(), List.of()));
    assertThat(connector().confirmed()).isEqualTo(at(2));
  }

  @Test
  void manySubjectsAtOnce() throws Exception {
    List<ListedSubject> many = new ArrayList<>();
    List<Subject> removed = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      many.add(all("session-of-some-length-" + i));
      if (i % 2 == 1) {
        removed.add(many.get(i).subject());
      }
    }
    connector().replaceAll(many, at(1), UNTIL);
    assertThat(denies(many.getFirst().subject(), ISSUED)).isTrue();
    assertThat(denies(many.getLast().subject(), ISSUED)).isTrue();

    connector().apply(changes(2, List.of(), removed));
    assertThat(denies(many.get(MANY - 2).subject(), ISSUED)).isTrue();
    assertThat(denies(many.get(MANY - 1).subject(), ISSUED)).isFalse();

    connector().apply(changes(3, many, List.of()));
    assertThat(denies(many.get(MANY - 1).subject(), ISSUED)).isTrue();
  }

  @Test
  void subjectsOfEveryFormInReachAreToldApart() throws Exception {
    EdgeConnector connector = connector();
    List<String> texts =
        List.of(
            "a b", "a;b", "a\\b", "a%20b", "a\"b'", "a/b", "é", "😀", "#", "<<", "x".repeat(512));
    for (RevocationScope scope : connector.reach().scopes()) {
      for (String text : texts) {
        Subject subject = new Subject(scope, text);
        connector.replaceAll(List.of(new ListedSubject(subject, Long.MAX_VALUE)), at(1), UNTIL);
        for (String other : texts) {
          assertThat(denies(new Subject(scope, other), ISSUED))
              .as("%s %s asked for %s", scope, text, other)
              .isEqualTo(other.equals(text));
        }
        connector.apply(changes(2, List.of(), List.of(subject)));
        assertThat(denies(subject, ISSUED)).as("%s %s", scope, text).isFalse();
      }
    }
  }

  @Test
  void scopesAreToldApart() throws Exception {
    EdgeConnector connector = connector();
    for (RevocationScope scope : connector.reach().scopes()) {
      connector.replaceAll(
          List.of(new ListedSubject(new Subject(scope, "same"), Long.MAX_VALUE)), at(1), UNTIL);
      for (RevocationScope other : connector.reach().scopes()) {
        assertThat(denies(new Subject(other, "same"), ISSUED)).isEqualTo(other == scope);
      }
    }
  }

  @Test
  void issueTimesAreCompared() throws Exception {
    EdgeConnector connector = connector();
    if (!connector.reach().issueTimes()) {
      return;
    }
    connector.replaceAll(List.of(new ListedSubject(subject("a"), ISSUED + 999)), at(1), UNTIL);
    assertThat(denies(subject("a"), ISSUED)).isTrue();
    assertThat(denies(subject("a"), ISSUED + 1000)).isFalse();

    connector.apply(changes(2, List.of(new ListedSubject(subject("a"), ISSUED + 1000)), List.of()));
    assertThat(denies(subject("a"), ISSUED + 1000)).isTrue();
    assertThat(denies(subject("a"), ISSUED + 2000)).isFalse();
  }

  @Test
  void restartedTargetIsToldApartAndHealed() throws Exception {
    connector().replaceAll(List.of(all("a")), at(1), UNTIL);

    restartTarget();

    EdgeConnector connector = connector();
    assertThat(connector.confirmed()).isNull();
    assertThatIOException()
        .isThrownBy(() -> connector.apply(changes(2, List.of(all("b")), List.of())));
    assertThat(connector.confirmed()).isNull();
    connector.replaceAll(List.of(all("a")), at(3), UNTIL);
    assertThat(connector.confirmed()).isEqualTo(at(3));
    assertThat(denies(subject("a"), ISSUED)).isTrue();
    assertThat(denies(subject("b"), ISSUED)).isFalse();
  }

  @Test
  void targetThatIsGoneConfirmsNothing() throws Exception {
    EdgeConnector connector = connector();
    connector.replaceAll(List.of(all("a")), at(1), UNTIL);

    stopTarget();

    assertThatIOException().isThrownBy(connector::confirmed);
    assertThatIOException()
        .isThrownBy(() -> connector.apply(changes(2, List.of(all("b")), List.of())));
    assertThatIOException().isThrownBy(() -> connector.replaceAll(List.of(), at(2), UNTIL));
  }

  @Test
  void wordOfCompletenessTakesThePlaceOfTheFormer() throws Exception {
    EdgeConnector connector = connector();
    connector.replaceAll(List.of(all("a")), at(1), UNTIL);
    assertThat(completeUntil()).hasValue(UNTIL);
    for (long until : List.of(UNTIL + 60, UNTIL + 60, UNTIL + 1)) {
      connector.confirmUntil(until);
      assertThat(completeUntil()).hasValue(until);
    }
    assertThat(connector.confirmed()).isEqualTo(at(1));
    assertThat(denies(subject("a"), ISSUED)).isTrue();
  }

  @Test
  void confirmUntilOnARestartedTargetThrowsAndVouchesForNothing() throws Exception {
    connector().replaceAll(List.of(all("a")), at(1), UNTIL);

    restartTarget();

    EdgeConnector connector = connector();
    assertThat(completeUntil()).isEmpty();
    assertThatIOException().isThrownBy(() -> connector.confirmUntil(UNTIL + 1));
    assertThat(completeUntil()).isEmpty();
    assertThat(connector.confirmed()).isNull();
  }

  @Test
  void replacementNeverLeavesTheTargetWithoutUntil() throws Exception {
    connector().replaceAll(List.of(all("a")), at(1), UNTIL);
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> asked =
        CompletableFuture.supplyAsync(
            () -> {
              int times = 0;
              while (!over.get()) {
                times++;
                try {
                  assertThat(completeUntil()).isPresent();
                  begun.countDown();
                } catch (Exception e) {
                  throw new CompletionException(e);
                }
              }
              return times;
            },
            task -> Thread.ofVirtual().start(task));
    boolean asking = begun.await(20, TimeUnit.SECONDS);
    for (int i = 0; i < 200 && !asked.isDone(); i++) {
      connector().replaceAll(List.of(all("a"), all("b")), at(2), UNTIL + i);
    }
    over.set(true);
    assertThat(asked.get(20, TimeUnit.SECONDS)).isPositive();
    assertThat(asking).isTrue();
  }

  private static FeedPosition at(long sequence) {
    return new FeedPosition("e1", ISSUED, sequence);
  }

  private static Subject subject(String text) {
    return new Subject(RevocationScope.SESSION, text);
  }

  private static ListedSubject all(String session) {
    return new ListedSubject(subject(session), Long.MAX_VALUE);
  }

  private static ListChanges changes(
      long sequence, List<ListedSubject> put, List<Subject> removed) {
    return new ListChanges(put, removed, at(sequence));
  }
}
