package io.playgate.auth.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.auth.accesstoken.EntitlementClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jose4j.json.JsonUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CarriedEntitlementsTest {

  private static final UUID VIEWER = UUID.fromString("018f3c2e-7b6a-7c11-9d2e-5a4b3c2d1e0f");
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.750Z");

  private static Entitlement entitlement(
      String packageId, String source, @Nullable Instant startsAt, @Nullable Instant endsAt) {
    Entitlement made =
        new Entitlement(new EntitlementKey(VIEWER, packageId, source, ""), Instant.EPOCH);
    made.set(EntitlementState.ACTIVE, startsAt, endsAt, false, Instant.EPOCH);
    return made;
  }

  private static CarriedEntitlements carried(List<Entitlement> all) {
    return CarriedEntitlements.of(all, NOW, 500);
  }

  @Test
  void whatHasEndedOrNotBegunIsNotCarried() {
    CarriedEntitlements carried =
        carried(
            List.of(
                entitlement("ended", "standard", null, NOW),
                entitlement("later", "standard", NOW.plusMillis(1), null),
                entitlement("now", "standard", NOW, NOW.plusSeconds(60))));
    assertThat(carried.packages()).containsExactly("now");
    assertThat(carried.entitlements())
        .extracting(EntitlementClaim::packageId)
        .containsExactly("now");
  }

  @Test
  void theMostLastingGrantOfAPackageComesFirst() {
    CarriedEntitlements carried =
        carried(
            List.of(
                entitlement("basic", "a", null, NOW.plusSeconds(60)),
                entitlement("basic", "b", null, null),
                entitlement("basic", "c", null, NOW.plusSeconds(120))));
    assertThat(carried.packages()).containsExactly("basic");
    assertThat(carried.entitlements())
        .extracting(EntitlementClaim::until)
        .containsExactly(null, NOW.plusSeconds(120), NOW.plusSeconds(60));
  }

  @Test
  void aStateThatIsToHoldLaterIsAnEnd() {
    Entitlement cancelled = entitlement("basic", "standard", null, NOW.plusSeconds(600));
    cancelled.apply(
        EntitlementEventType.CANCELLED, NOW.minusSeconds(10), NOW.plusSeconds(300), NOW);
    assertThat(carried(List.of(cancelled)).entitlements())
        .extracting(EntitlementClaim::until)
        .containsExactly(NOW.plusSeconds(300));
  }

  @Test
  void thePackagesAreNoFewerThanBeforeWhereNothingEndsSoon() {
    List<Entitlement> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(
          entitlement("package-" + (1000 + i), "standard", null, NOW.plus(Duration.ofDays(9))));
    }
    CarriedEntitlements carried = carried(many);
    assertThat(carried.packages()).hasSizeGreaterThan(270);
    assertThat(carried.entitlements()).isNotEmpty().hasSizeLessThan(20);
    assertThat(carried.complete()).isFalse();
  }

  @Test
  void noPackageIsCarriedWithoutAnEndThatComesSoon() {
    List<Entitlement> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(entitlement("package-" + (1000 + i), "standard", null, NOW.plusSeconds(60)));
    }
    CarriedEntitlements carried = carried(many);
    assertThat(carried.packages())
        .isNotEmpty()
        .isEqualTo(carried.entitlements().stream().map(EntitlementClaim::packageId).toList());
  }

  @Test
  void bothClaimsTogetherFitIntoAHeader() {
    List<Entitlement> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String name = "p" + i + "x".repeat(i % 60);
      many.add(entitlement(name, "a", null, i % 2 == 0 ? null : NOW.plusSeconds(60)));
      many.add(entitlement(name, "b", null, NOW.plusSeconds(3600)));
    }
    CarriedEntitlements carried = carried(many);
    int characters =
        JsonUtil.toJson(
                java.util.Map.of(
                    "packages", carried.packages(),
                    "entitlements",
                        carried.entitlements().stream()
                            .map(claim ->
                                claim.until() == null
                                    ? java.util.Map.of(
                                        "id", claim.id(), "package", claim.packageId())
                                    : java.util.Map.of(
                                        "id",
                                        claim.id(),
                                        "package",
                                        claim.packageId(),
                                        "until",
                                        claim.until().getEpochSecond()))
                            .toList()))
            .length();
    assertThat(characters).isLessThan(CarriedEntitlements.MAX_CHARACTERS + 50);
  }
}
