package io.playgate.connector.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.connector.edge.ConnectorReach;
import io.playgate.connector.listing.RevokedList;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.RevocationSnapshot;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListUpdatesTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void ruleBeginsWithoutAnotherEvent() {
    // Given
    RevocationReplica replica = new RevocationReplica();
    RevokedList list = new RevokedList();
    RevokedList.Tap tap = list.tap(new ConnectorReach(Set.of(RevocationScope.VIEWER), true));
    ListUpdates updates = new ListUpdates(replica, list);
    RevocationRule later =
        new RevocationRule(
            "rule_0123456789_0123456789_1",
            RevocationRule.Kind.HOLD,
            RevocationScope.VIEWER,
            "anna",
            0,
            NOW + 5000,
            RevocationRule.UNTIL_LIFTED,
            "test",
            "client:test",
            null);
    updates.onSnapshot(
        replica.replaceAll(
            new RevocationSnapshot(new FeedPosition("e1", NOW, 1), NOW, List.of(later))));
    assertThat(Objects.requireNonNull(tap.take()).changes().put()).isEmpty();

    // When
    updates.onConfirmed(NOW + 5000);

    // Then
    assertThat(Objects.requireNonNull(tap.take()).changes().put()).hasSize(1);
  }
}
