package io.playgate.revocation.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.revocation.RevocationConfig;
import io.playgate.revocation.testing.Suite;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.TokenSubjects;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Random histories of one source's words on one viewer, in any order of arrival, by two replicas on
 * one Redis, with an auth-service that hears of each sooner or later, against a model that knows no
 * Redis: it looks at all words that have come, each time anew.
 */
@QuarkusTest
class BillingHistoryTest extends Suite {
  private static final int HISTORIES = Integer.getInteger("playgate.billing.histories", 150);
  private static final long STEP_MILLIS = 10_000;
  private static final long MARGIN_MILLIS = 2_000;

  @Inject ReactiveRedisDataSource redis;
  @Inject RevocationConfig config;

  private enum Kind {
    SUSPENDED,
    REFUNDED,
    REACTIVATED
  }

  /** A word: what, when it occurred, and its id. */
  private record Word(Kind kind, long at, String id) {}

  @Test
  void everyOrderOfArrivalLeadsToWhatTheWordsSay() {
    long seed = System.nanoTime();
    for (int i = 0; i < HISTORIES; i++) {
      new History(seed + i).run();
    }
  }

  @Test
  void wordsThatArriveAtOnceAndTwiceLeaveTheLatestStanding() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < HISTORIES / 5; round++) {
        History history = new History(round);
        List<Word> all = new ArrayList<>(history.words);
        all.addAll(history.words);
        Collections.shuffle(all, new Random(round));
        List<Future<InboxStore.Taken>> taken = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
          InboxStore replica = history.replicas.get(i % 2);
          Word word = all.get(i);
          taken.add(threads.submit(() -> history.take(replica, word)));
        }
        int duplicates = 0;
        for (Future<InboxStore.Taken> one : taken) {
          duplicates += one.get() instanceof InboxStore.Taken.Duplicate ? 1 : 0;
        }
        assertThat(duplicates).isEqualTo(history.words.size());
        // Whatever is told twice and by both is settled once.
        List<Future<?>> settled = new ArrayList<>();
        for (Word word : all) {
          settled.add(threads.submit(() -> history.settle(history.replicas.getFirst(), word)));
          settled.add(threads.submit(() -> history.settle(history.replicas.getLast(), word)));
        }
        for (Future<?> one : settled) {
          one.get();
        }
        boolean refunded = history.words.stream().anyMatch(w -> w.kind() == Kind.REFUNDED);
        long latest = Instant.now().plusSeconds(60).toEpochMilli();
        assertThat(history.isDead(latest))
            .as("%s", history.words)
            .isEqualTo(Model.isHeld(history.words));
        if (refunded) {
          // No order of arrival lets a token play that is older than every word.
          assertThat(history.isDead(history.start - 1)).isTrue();
        }
      }
    }
  }

  /** What has come decides; nothing else does. */
  private static final class Model {
    private final List<Word> come = new ArrayList<>();
    private final List<Word> granting = new ArrayList<>();
    private final Map<Word, Boolean> waiting = new LinkedHashMap<>();
    private long cutUntil = Long.MIN_VALUE;

    /** The latest word on it; of two of one time the stricter. */
    static boolean isHeld(List<Word> words) {
      long at = Long.MIN_VALUE;
      boolean held = false;
      for (Word word : words) {
        if (word.kind() != Kind.REFUNDED) {
          if (word.at() > at) {
            at = word.at();
            held = word.kind() == Kind.SUSPENDED;
          } else if (word.at() == at) {
            held |= word.kind() == Kind.SUSPENDED;
          }
        }
      }
      return held;
    }

    void come(Word word, boolean applied, long now) {
      switch (word.kind()) {
        case SUSPENDED -> come.add(word);
        case REACTIVATED -> {
          come.add(word);
          if (applied) {
            granting.add(word);
            waiting
                .keySet()
                .removeIf(refund -> {
                  if (refund.at() < word.at()) {
                    cutUntil = Math.max(cutUntil, now);
                    return true;
                  }
                  return false;
                });
          }
        }
        case REFUNDED -> {
          long later =
              granting.stream()
                  .mapToLong(Word::at)
                  .filter(at -> at > word.at())
                  .max()
                  .orElse(Long.MIN_VALUE);
          if (later > Long.MIN_VALUE) {
            cutUntil = Math.max(cutUntil, later);
          } else {
            waiting.put(word, true);
          }
        }
      }
    }

    void told(Word word, long now) {
      if (waiting.remove(word) != null) {
        cutUntil = Math.max(cutUntil, now);
      }
    }

    boolean isDead(long issuedAt) {
      return isHeld(come) || !waiting.isEmpty() || issuedAt <= cutUntil + MARGIN_MILLIS;
    }
  }

  private final class History {
    final List<InboxStore> replicas = List.of(replica(), replica());
    final List<Word> words = new ArrayList<>();
    final long start = Instant.now().minusSeconds(3600).toEpochMilli();
    private final String viewer = UUID.randomUUID().toString();
    private final Random random;
    private final RevocationLog log = new RevocationLog(redis, config);

    History(long seed) {
      random = new Random(seed);
      int count = 1 + random.nextInt(7);
      for (int i = 0; i < count; i++) {
        words.add(
            new Word(
                List.of(Kind.values()).get(random.nextInt(3)),
                // Few times, so that some are the same.
                start + STEP_MILLIS * random.nextInt(6),
                fresh("msg")));
      }
    }

    private InboxStore replica() {
      return new InboxStore(new RevocationLog(redis, config), redis, config);
    }

    void run() {
      Model model = new Model();
      List<String> told = new ArrayList<>();
      List<Word> untold = new ArrayList<>();
      for (Word word : words) {
        InboxStore.Taken taken = take(replicas.get(random.nextInt(2)), word);
        boolean applied = taken instanceof InboxStore.Taken.Applied;
        assertThat(applied || word.kind() != Kind.REFUNDED).as("a refund is never stale").isTrue();
        model.come(word, applied, System.currentTimeMillis());
        told.add(word.kind() + "@" + (word.at() - start) / STEP_MILLIS + (applied ? "" : " stale"));
        if (applied) {
          untold.add(word);
        }
        if (random.nextInt(4) == 0) {
          assertThat(take(replicas.get(random.nextInt(2)), word))
              .isInstanceOf(InboxStore.Taken.Duplicate.class);
        }
        check(model, told);
        while (!untold.isEmpty() && random.nextBoolean()) {
          Word next = untold.remove(random.nextInt(untold.size()));
          settle(replicas.get(random.nextInt(2)), next);
          model.told(next, System.currentTimeMillis());
          told.add("told " + next.kind() + "@" + (next.at() - start) / STEP_MILLIS);
          check(model, told);
        }
      }
    }

    private void check(Model model, List<String> told) {
      RevocationReplica rules = rules();
      for (int i = -1; i <= 6; i++) {
        long issuedAt = start + STEP_MILLIS * i + STEP_MILLIS / 2;
        assertThat(isDead(rules, issuedAt))
            .as("issued behind step %d after %s", i, told)
            .isEqualTo(model.isDead(issuedAt));
      }
      long later = System.currentTimeMillis() + 60_000;
      assertThat(isDead(rules, later))
          .as("issued later, after %s", told)
          .isEqualTo(model.isDead(later));
    }

    InboxStore.Taken take(InboxStore replica, Word word) {
      return replica.take(
          step(word),
          "mark-" + word.id(),
          "{}",
          new InboxStore.TakeBounds(Duration.ofHours(1), Duration.ofHours(1), 100_000));
    }

    void settle(InboxStore replica, Word word) {
      replica.settle(
          word.id(),
          viewer,
          InboxStore.Delivered.DONE,
          Duration.ZERO,
          new InboxStore.ParkBounds(100, Duration.ofDays(1)));
    }

    private BillingStep step(Word word) {
      BillingStep.Effect effect =
          switch (word.kind()) {
            case SUSPENDED -> new BillingStep.Effect.Hold(draft("hold-", RevocationRule.Kind.HOLD));
            case REACTIVATED -> new BillingStep.Effect.Lift(List.of("hold-" + viewer));
            case REFUNDED ->
                new BillingStep.Effect.Refund(
                    new RuleDraft(
                        "h" + RuleDraft.newId(random.nextLong(1L << 40)),
                        RevocationRule.Kind.HOLD,
                        RevocationScope.VIEWER,
                        viewer,
                        "test",
                        "billing:test",
                        null),
                    new RuleDraft(
                        RuleDraft.newId(random.nextLong(1L << 40)),
                        RevocationRule.Kind.CUT_OFF,
                        RevocationScope.VIEWER,
                        viewer,
                        "test",
                        "billing:test",
                        null));
          };
      return new BillingStep(
          word.id(), viewer, Duration.ofHours(1), Instant.ofEpochMilli(word.at()), null, effect);
    }

    private RuleDraft draft(String prefix, RevocationRule.Kind kind) {
      return new RuleDraft(
          prefix + viewer, kind, RevocationScope.VIEWER, viewer, "test", "billing:test", null);
    }

    boolean isDead(long issuedAt) {
      return isDead(rules(), issuedAt);
    }

    private boolean isDead(RevocationReplica rules, long issuedAt) {
      return rules.find(
              TokenSubjects.issuedAtMillis(issuedAt).viewer(viewer).build(),
              System.currentTimeMillis() + 50)
          != null;
    }

    private RevocationReplica rules() {
      RevocationReplica rules = new RevocationReplica();
      rules.replaceAll(log.snapshot());
      return rules;
    }
  }
}
