package io.playgate.revocationlist;

import static io.playgate.revocationlist.Rules.NOW;
import static io.playgate.revocationlist.Rules.cutOff;
import static io.playgate.revocationlist.Rules.during;
import static io.playgate.revocationlist.Rules.hold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationRuleTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", "\uD83D", "\uDE00x", "\u007f"})
  void unprintableSubjectIsRefused(String subject) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hold("h", RevocationScope.VIEWER, subject));
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "/package", "viewer/", "a/b/c", "/"})
  void viewerAndPackageAreSeparatedByOneSlash(String subject) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hold("h", RevocationScope.VIEWER_PACKAGE, subject));
  }

  @Test
  void ruleForAllHasNoOtherSubject() {
    assertThatIllegalArgumentException().isThrownBy(() -> hold("h", RevocationScope.ALL, "v"));
  }

  @Test
  void cutOffNeedsAnEnd() {
    RevocationRule rule = cutOff("c", RevocationScope.VIEWER, "v", NOW);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> during(rule, NOW, RevocationRule.UNTIL_LIFTED));
  }

  @Test
  void ruleEndsAfterItBegins() {
    RevocationRule rule = hold("h", RevocationScope.VIEWER, "v");
    assertThatIllegalArgumentException().isThrownBy(() -> during(rule, NOW, NOW));
  }

  @Test
  void endCanOnlyComeEarlier() {
    RevocationRule rule = during(hold("h", RevocationScope.VIEWER, "v"), NOW, NOW + 100);
    assertThat(rule.expiringAtLatest(NOW + 50).expiresAtMillis()).isEqualTo(NOW + 50);
    assertThat(rule.expiringAtLatest(NOW + 200)).isSameAs(rule);
    assertThat(rule.expiringAtLatest(NOW - 50).expiresAtMillis()).isEqualTo(NOW + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "e", "e:", "e:1", "e:1-", "e:-1-0", ":1-0", "e:1-0 ", "e f:1-0", "e:1-0-0"})
  void malformedPositionIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> FeedPosition.parse(text));
  }

  @Test
  void positionsAreOrderedWithinAnEpoch() {
    FeedPosition position = FeedPosition.parse("e1:1700000000000-7");
    assertThat(position).hasToString("e1:1700000000000-7");
    assertThat(position.hasReached(FeedPosition.parse("e1:1700000000000-7"))).isTrue();
    assertThat(position.isAfter(FeedPosition.parse("e1:1700000000000-6"))).isTrue();
    assertThat(position.isAfter(FeedPosition.parse("e1:1699999999999-9"))).isTrue();
    assertThat(position.isAfter(FeedPosition.parse("e1:1700000000000-10"))).isFalse();
    assertThat(position.hasReached(FeedPosition.parse("e2:1-0"))).isFalse();
  }
}
