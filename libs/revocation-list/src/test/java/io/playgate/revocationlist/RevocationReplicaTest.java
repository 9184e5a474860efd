package io.playgate.revocationlist;

import static io.playgate.revocationlist.Rules.HOUR;
import static io.playgate.revocationlist.Rules.NOW;
import static io.playgate.revocationlist.Rules.at;
import static io.playgate.revocationlist.Rules.cutOff;
import static io.playgate.revocationlist.Rules.during;
import static io.playgate.revocationlist.Rules.hold;
import static io.playgate.revocationlist.Rules.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationReplicaTest {
  private static final String ENTITLEMENT = "ent_0123456789abcdef";
  private final AtomicLong nanos = new AtomicLong();
  private final RevocationReplica replica = new RevocationReplica(Duration.ofHours(24), nanos::get);

  @ParameterizedTest
  @EnumSource(RevocationScope.class)
  void holdHitsTokenOfItsSubjectOnly(RevocationScope scope) {
    // Given
    String subject =
        switch (scope) {
          case ALL -> "*";
          case VIEWER_PACKAGE -> "viewer/package";
          case ENTITLEMENT -> ENTITLEMENT;
          default -> scope.wireName();
        };
    load(hold("h", scope, subject));

    // When
    RevocationRule hit = replica.find(token(NOW), NOW);
    RevocationRule other = replica.find(TokenSubjects.issuedAtMillis(NOW).build(), NOW);

    // Then
    assertThat(hit).isEqualTo(replica.rule(id("h")));
    assertThat(other).isEqualTo(scope == RevocationScope.ALL ? hit : null);
  }

  @ParameterizedTest
  @EnumSource(RevocationScope.class)
  void holdHitsDigestedToken(RevocationScope scope) {
    // Given
    SubjectDigest digest = new SubjectDigest(new byte[32]);
    String subject =
        switch (scope) {
          case ALL -> "*";
          case VIEWER_PACKAGE -> "viewer/package";
          case ENTITLEMENT -> ENTITLEMENT;
          default -> scope.wireName();
        };
    replica.useDigests(List.of(digest));
    load(hold("h", scope, subject));

    // When
    RevocationRule hit = replica.find(digestedToken(digest), NOW);

    // Then
    assertThat(hit).isNotNull();
  }

  @Test
  void anEntitlementIsHitByItsIdAndByItsDigestWhateverElseIsDigested() {
    SubjectDigest digest = new SubjectDigest(new byte[32]);
    replica.useDigests(List.of(digest));
    load(hold("h", RevocationScope.ENTITLEMENT, ENTITLEMENT));
    String text = digest.of(RevocationScope.ENTITLEMENT, ENTITLEMENT);

    for (String form : List.of(ENTITLEMENT, text)) {
      TokenSubjects token =
          TokenSubjects.issuedAtMillis(NOW).viewer("viewer").entitlement(form).build();
      assertThat(replica.find(token, NOW)).isEqualTo(replica.rule(id("h")));
    }
    for (String other :
        List.of("ent_0123456789abcdeg", digest.of(RevocationScope.VIEWER, ENTITLEMENT))) {
      TokenSubjects token =
          TokenSubjects.issuedAtMillis(NOW).viewer(ENTITLEMENT).entitlement(other).build();
      assertThat(replica.find(token, NOW)).isNull();
    }
  }

  @Test
  void digestsMayComeLaterAndChange() {
    // Given
    SubjectDigest first = new SubjectDigest(new byte[32]);
    byte[] key = new byte[32];
    key[0] = 1;
    SubjectDigest second = new SubjectDigest(key);
    load(hold("h", RevocationScope.VIEWER, "viewer"));
    assertThat(replica.find(digestedToken(first), NOW)).isNull();

    // When
    replica.useDigests(List.of(second, first));

    // Then
    assertThat(replica.find(digestedToken(first), NOW)).isNotNull();
    assertThat(replica.find(digestedToken(second), NOW)).isNotNull();
    replica.lift(at(2), id("h"));
    assertThat(replica.find(digestedToken(first), NOW)).isNull();
    assertThat(replica.find(digestedToken(second), NOW)).isNull();
  }

  @Test
  void digestIsNotTakenForAnId() {
    // Given: a viewer whose id is the digest of another one
    SubjectDigest digest = new SubjectDigest(new byte[32]);
    replica.useDigests(List.of(digest));
    load(hold("h", RevocationScope.VIEWER, digest.of(RevocationScope.VIEWER, "viewer")));

    // When
    RevocationRule hit = replica.find(digestedToken(digest), NOW);

    // Then
    assertThat(hit).isNull();
  }

  @Test
  void cutOffHitsUpToItsNotBefore() {
    // Given
    load(cutOff("c", RevocationScope.VIEWER, "viewer", NOW + 2000));

    // Then
    assertThat(replica.find(token(NOW + 2000), NOW)).isNotNull();
    assertThat(replica.find(token(NOW + 2001), NOW)).isNull();
    assertThat(replica.find(token(TokenSubjects.ISSUE_TIME_UNKNOWN), NOW)).isNotNull();
  }

  @Test
  void sessionAndTokenRulesIgnoreIssueTime() {
    // Given
    load(cutOff("s", RevocationScope.SESSION, "session", 1));

    // Then
    assertThat(replica.find(token(NOW + HOUR), NOW)).isNotNull();

    // Given
    load(cutOff("t", RevocationScope.TOKEN, "token", 1));

    // Then
    assertThat(replica.find(token(NOW + HOUR), NOW)).isNotNull();
  }

  @Test
  void widerCutOffIsNotMaskedByNarrowerOne() {
    // Given: the viewer's cut-off is older than the one for everybody
    load(
        cutOff("all", RevocationScope.ALL, "*", NOW + 5000),
        cutOff("viewer", RevocationScope.VIEWER, "viewer", NOW - HOUR));

    // Then
    assertThat(replica.find(token(NOW), NOW)).isEqualTo(replica.rule(id("all")));

    // Given: and the other way round
    load(
        cutOff("all", RevocationScope.ALL, "*", NOW - HOUR),
        cutOff("viewer", RevocationScope.VIEWER, "viewer", NOW + 5000));

    // Then
    assertThat(replica.find(token(NOW), NOW)).isEqualTo(replica.rule(id("viewer")));
  }

  @Test
  void laterCutOffOfTheSameSubjectWins() {
    // Given
    load(
        cutOff("early", RevocationScope.VIEWER, "viewer", NOW - 1000),
        cutOff("late", RevocationScope.VIEWER, "viewer", NOW + 1000));

    // Then
    assertThat(replica.find(token(NOW - 2000), NOW)).isEqualTo(replica.rule(id("late")));
    assertThat(replica.find(token(NOW), NOW)).isEqualTo(replica.rule(id("late")));
  }

  @Test
  void holdWinsOverCutOff() {
    // Given
    load(
        cutOff("cut", RevocationScope.ALL, "*", Long.MAX_VALUE),
        hold("hold", RevocationScope.ASSET, "asset"));

    // Then
    assertThat(replica.find(token(NOW), NOW)).isEqualTo(replica.rule(id("hold")));
  }

  @Test
  void ruleHitsOnlyFromEffectiveAtUntilExpiresAt() {
    // Given
    RevocationRule rule = hold("h", RevocationScope.VIEWER, "viewer");
    load(during(rule, NOW + 1000, NOW + 2000));

    // Then
    assertThat(replica.find(token(NOW), NOW + 999)).isNull();
    assertThat(replica.find(token(NOW), NOW + 1000)).isNotNull();
    assertThat(replica.find(token(NOW), NOW + 1999)).isNotNull();
    assertThat(replica.find(token(NOW), NOW + 2000)).isNull();
  }

  @Test
  void pendingRuleDoesNotHideTheOneInForce() {
    // Given
    load(
        during(hold("a", RevocationScope.VIEWER, "viewer"), NOW + HOUR, Long.MAX_VALUE),
        cutOff("b", RevocationScope.VIEWER, "viewer", NOW));

    // Then
    assertThat(replica.find(token(NOW), NOW)).isEqualTo(replica.rule(id("b")));
  }

  @Test
  void slowClockDoesNotDelayARule() {
    // Given: this process' clock is a minute behind the log's
    load();
    replica.apply(at(2), hold("h", RevocationScope.VIEWER, "viewer"));

    // When
    RevocationRule hit = replica.find(token(NOW - HOUR), NOW - 60_000);

    // Then
    assertThat(hit).isNotNull();
  }

  @Test
  void clockThatJumpsAheadAndBackLosesNothing() {
    // Given
    load(cutOff("c", RevocationScope.VIEWER, "viewer", NOW));

    // When
    RevocationRule ahead = replica.find(token(NOW), NOW + 2 * HOUR);
    replica.confirm(at(1), NOW + 1);
    RevocationRule back = replica.find(token(NOW), NOW);

    // Then
    assertThat(ahead).isNull();
    assertThat(back).isNotNull();
  }

  @Test
  void expiredRulesAreRemoved() {
    // Given
    load();
    for (int i = 0; i < 1000; i++) {
      replica.apply(at(2 + i), cutOff("c" + i, RevocationScope.SESSION, "s" + i, NOW));
    }

    // When
    replica.confirm(at(1001), NOW + HOUR);

    // Then
    assertThat(replica.size()).isZero();
  }

  @Test
  void replacedRuleExpiresByItsNewTime() {
    // Given: two forms of one rule that differ in what the order of expiry does not see
    load(hold("h", RevocationScope.VIEWER, "viewer"));
    RevocationRule shorter = during(hold("h", RevocationScope.VIEWER, "other"), NOW, NOW + 10);
    replica.apply(at(2), during(shorter, NOW - 5, NOW + 10));
    replica.apply(at(3), shorter);
    assertThat(replica.find(token(NOW), NOW)).isNull();

    // When
    replica.confirm(at(3), NOW + 10);

    // Then
    assertThat(replica.size()).isZero();
  }

  @Test
  void duplicatesDoNotResurrectLiftedRules() {
    // Given
    load();
    RevocationRule rule = hold("h", RevocationScope.VIEWER, "viewer");
    replica.apply(at(2), rule);
    replica.lift(at(3), rule.id());

    // When
    RevocationReplica.Outcome outcome = replica.apply(at(2), rule);

    // Then
    assertThat(outcome).isEqualTo(RevocationReplica.Outcome.ALREADY_SEEN);
    assertThat(replica.find(token(NOW), NOW)).isNull();
  }

  @Test
  void eventsOfAnotherEpochAreRefused() {
    // Given
    load();

    // Then
    assertThat(replica.apply(at("e2", 9), hold("h", RevocationScope.VIEWER, "viewer")))
        .isEqualTo(RevocationReplica.Outcome.NOT_CONTINUOUS);
    assertThat(replica.lift(at("e2", 9), id("h")))
        .isEqualTo(RevocationReplica.Outcome.NOT_CONTINUOUS);
    assertThat(replica.confirm(at("e2", 9), NOW))
        .isEqualTo(RevocationReplica.Outcome.NOT_CONTINUOUS);
    assertThat(replica.position()).isEqualTo(at(1));
  }

  @Test
  void positionBeyondWhatWasSeenIsAGap() {
    // Given
    load();

    // Then
    assertThat(replica.confirm(at(2), NOW)).isEqualTo(RevocationReplica.Outcome.NOT_CONTINUOUS);
  }

  @Test
  void laggingPositionConfirmsNothing() {
    // Given
    load();
    replica.apply(at(2), hold("h", RevocationScope.VIEWER, "viewer"));
    nanos.set(Duration.ofSeconds(10).toNanos());

    // When
    RevocationReplica.Outcome outcome = replica.confirm(at(1), NOW + 10_000);

    // Then
    assertThat(outcome).isEqualTo(RevocationReplica.Outcome.ALREADY_SEEN);
    assertThat(replica.ageMillis()).isEqualTo(10_000);
  }

  @Test
  void snapshotOfTheSameEpochRemovesWhatItLacks() {
    // Given
    load(hold("a", RevocationScope.VIEWER, "viewer"), hold("b", RevocationScope.ASSET, "asset"));

    // When
    RevocationReplica.Changes changes =
        replica.replaceAll(
            new RevocationSnapshot(
                at(5),
                NOW,
                List.of(
                    hold("b", RevocationScope.ASSET, "asset"),
                    hold("c", RevocationScope.DEVICE, "x"))));

    // Then
    assertThat(changes.removed()).extracting(RevocationRule::id).containsExactly(id("a"));
    assertThat(changes.added()).extracting(RevocationRule::id).containsExactly(id("c"));
    assertThat(replica.find(token(NOW), NOW)).isEqualTo(replica.rule(id("b")));
  }

  @Test
  void newEpochKeepsWhatItLacksUntilConfirmedOrLifted() {
    // Given
    load(
        hold("kept", RevocationScope.VIEWER, "viewer"),
        hold("lifted", RevocationScope.ASSET, "asset"),
        hold("confirmed", RevocationScope.DEVICE, "device"));

    // When
    replica.replaceAll(new RevocationSnapshot(at("e2", 1), NOW, List.of()));
    replica.lift(at("e2", 2), id("lifted"));
    replica.apply(at("e2", 3), hold("confirmed", RevocationScope.DEVICE, "device"));
    replica.replaceAll(new RevocationSnapshot(at("e2", 4), NOW, List.of()));

    // Then: the confirmed one is the new epoch's, and so its snapshot may drop it
    assertThat(replica.rule(id("kept"))).isNotNull();
    assertThat(replica.rule(id("lifted"))).isNull();
    assertThat(replica.rule(id("confirmed"))).isNull();
    assertThat(replica.carriedOver()).isEqualTo(1);
  }

  @Test
  void carriedOverHoldEndsWithTheLongestLifeOfAToken() {
    // Given
    load(hold("h", RevocationScope.VIEWER, "viewer"));
    replica.replaceAll(new RevocationSnapshot(at("e2", 1), NOW, List.of()));

    // Then
    assertThat(replica.find(token(NOW), NOW + 24 * HOUR - 1)).isNotNull();
    assertThat(replica.find(token(NOW), NOW + 24 * HOUR)).isNull();
    replica.confirm(at("e2", 1), NOW + 24 * HOUR);
    assertThat(replica.size()).isZero();
    assertThat(replica.carriedOver()).isZero();
  }

  @Test
  void olderSnapshotOfTheSameEpochDropsNothing() {
    // Given
    load();
    replica.apply(at(5), hold("h", RevocationScope.VIEWER, "viewer"));

    // When
    replica.replaceAll(new RevocationSnapshot(at(4), NOW, List.of()));

    // Then
    assertThat(replica.find(token(NOW), NOW)).isNotNull();
    assertThat(replica.position()).isEqualTo(at(4));
    replica.apply(at(5), hold("h", RevocationScope.VIEWER, "viewer"));
    assertThat(replica.carriedOver()).isZero();
  }

  @Test
  void tokenIdsAreComputedOnlyWhenATokenRuleExists() {
    // Given
    load(hold("h", RevocationScope.VIEWER, "someone"));
    AtomicBoolean asked = new AtomicBoolean();
    TokenSubjects token =
        TokenSubjects.issuedAtMillis(NOW)
            .tokenIds(() -> {
              asked.set(true);
              return List.of("jti", "hash");
            })
            .build();

    // When
    replica.find(token, NOW);

    // Then
    assertThat(asked).isFalse();
    replica.apply(at(2), hold("t", RevocationScope.TOKEN, "hash"));
    assertThat(replica.find(token, NOW)).isNotNull();
  }

  @Test
  void ageStartsWithTheFirstSnapshot() {
    assertThat(replica.isLoaded()).isFalse();
    assertThat(replica.ageMillis()).isEqualTo(Long.MAX_VALUE);

    load();
    nanos.set(Duration.ofSeconds(7).toNanos());
    assertThat(replica.ageMillis()).isEqualTo(7000);

    replica.confirm(at(1), NOW + 7000);
    assertThat(replica.ageMillis()).isZero();
    assertThat(replica.lastConfirmedMillis()).isEqualTo(NOW + 7000);
  }

  @Test
  void agreesWithTheNaiveReadingOfTheRules() {
    Random random = new Random(20261123);
    for (int round = 0; round < 300; round++) {
      // Given
      List<RevocationRule> rules = new ArrayList<>();
      replica.replaceAll(
          new RevocationSnapshot(at("r" + round, 0), NOW + 30 * 24 * HOUR, List.of()));
      replica.replaceAll(new RevocationSnapshot(at("s" + round, 0), NOW, List.of()));
      for (int i = 1; i <= 30; i++) {
        RevocationRule rule = randomRule(random, "r" + random.nextInt(20));
        rules.removeIf(other -> other.id().equals(rule.id()));
        if (random.nextInt(4) == 0) {
          replica.lift(at("s" + round, i), rule.id());
        } else {
          rules.add(rule);
          replica.apply(at("s" + round, i), rule);
        }
      }

      // When
      long issued = NOW + random.nextInt(-10, 10);
      long now = NOW + random.nextInt(10);
      RevocationRule hit = replica.find(token(issued), now);

      // Then
      assertThat(hit).isEqualTo(naive(rules, issued, now));
    }
  }

  @Test
  void readersNeverMissARuleWhileItIsReplaced() throws InterruptedException {
    // Given
    RevocationRule rule = hold("h", RevocationScope.VIEWER_PACKAGE, "viewer/package");
    load(rule);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong missed = new AtomicLong();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                if (replica.find(token(NOW), NOW) == null) {
                  missed.incrementAndGet();
                }
              }
            });

    // When
    for (int i = 2; i < 20_000; i++) {
      replica.apply(at(i), during(rule, NOW - i, Long.MAX_VALUE - i));
      if (i % 1000 == 0) {
        replica.replaceAll(new RevocationSnapshot(at(i), NOW, List.of(rule)));
      }
    }
    stop.set(true);
    reader.join();

    // Then
    assertThat(missed).hasValue(0);
  }

  private void load(RevocationRule... rules) {
    FeedPosition position = replica.position();
    replica.replaceAll(
        new RevocationSnapshot(
            position == null ? at(1) : at(position.sequence() + 1), NOW, List.of(rules)));
  }

  /** Each subject is the wire name of its scope. */
  private static TokenSubjects token(long issuedAt) {
    return TokenSubjects.issuedAtMillis(issuedAt)
        .tokenIds(() -> List.of("another", "token"))
        .session("session")
        .login("sign-in")
        .viewer("viewer")
        .device("device")
        .asset("asset")
        .packageId("package")
        .entitlement(ENTITLEMENT)
        .kid("key")
        .build();
  }

  private static TokenSubjects digestedToken(SubjectDigest digest) {
    return SessionData.of(
            digest,
            "0123456789abcdef",
            "viewer",
            "asset",
            "package",
            "sign-in",
            "device",
            ENTITLEMENT,
            NOW)
        .subjects(() -> List.of("token"), "session", "key");
  }

  private static RevocationRule randomRule(Random random, String name) {
    List<RevocationScope> scopes = List.of(RevocationScope.values());
    RevocationScope scope = scopes.get(random.nextInt(scopes.size()));
    String subject =
        switch (scope) {
          case ALL -> "*";
          case VIEWER_PACKAGE -> random.nextBoolean() ? "viewer/package" : "viewer/other";
          case ENTITLEMENT -> random.nextBoolean() ? ENTITLEMENT : "other-entitlement-000";
          default -> random.nextBoolean() ? scope.wireName() : "other";
        };
    RevocationRule rule =
        random.nextInt(4) == 0
            ? hold(name, scope, subject)
            : cutOff(name, scope, subject, NOW + random.nextInt(-10, 10));
    return during(rule, NOW + random.nextInt(-10, 10), NOW + 10 + random.nextInt(5));
  }

  private static @Nullable RevocationRule naive(List<RevocationRule> rules, long issued, long now) {
    return rules.stream()
        .filter(rule ->
            rule.subject().equals(rule.scope().wireName())
                || rule.subject().equals("*")
                || rule.subject().equals(ENTITLEMENT)
                || rule.subject().equals("viewer/package"))
        .filter(rule -> rule.effectiveAtMillis() <= now && rule.expiresAtMillis() > now)
        .filter(rule ->
            rule.kind() == RevocationRule.Kind.HOLD
                || rule.scope() == RevocationScope.TOKEN
                || rule.scope() == RevocationScope.SESSION
                || issued <= rule.notBeforeMillis())
        .min(RevocationRule.STRICTEST_FIRST)
        .orElse(null);
  }
}
