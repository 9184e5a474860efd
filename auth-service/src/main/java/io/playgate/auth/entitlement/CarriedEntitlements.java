package io.playgate.auth.entitlement;

import io.playgate.auth.accesstoken.EntitlementClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer token says of a viewer's rights. The token has to fit into a header of 8 KiB, so
 * that both claims have a common bound. Where not everything fits, packages come in alphabetical
 * order, and entitlements are left out as long as that hides no end: a package without an entry is
 * one that stays granted for longer than any token made from this one lives.
 *
 * @param packages the packages that are granted now
 * @param entitlements what grants them, the most lasting of a package first
 * @param complete whether every package is there
 */
public record CarriedEntitlements(
    List<String> packages, List<EntitlementClaim> entitlements, boolean complete) {

  /** Most characters of the names of packages. */
  static final int MAX_PACKAGE_CHARACTERS = 4096;

  /** Most characters of both claims. */
  static final int MAX_CHARACTERS = 4608;

  /** Longer than a viewer token (1 h) and a playback token made at its end (24 h) live. */
  static final Duration LONGEST_TOKENS = Duration.ofHours(26);

  private static final Comparator<EntitlementClaim> MOST_LASTING_FIRST =
      Comparator.comparing(
              (EntitlementClaim claim) -> claim.until() == null ? Instant.MAX : claim.until())
          .reversed()
          .thenComparing(EntitlementClaim::id);

  /** Takes copies. */
  public CarriedEntitlements {
    packages = List.copyOf(packages);
    entitlements = List.copyOf(entitlements);
  }

  /** Chooses what a token carries of what a viewer has now. */
  static CarriedEntitlements of(List<Entitlement> all, Instant now, int maxPackages) {
    TreeMap<String, List<EntitlementClaim>> granted = new TreeMap<>();
    for (Entitlement entitlement : all) {
      if (entitlement.grantsAt(now)) {
        granted
            .computeIfAbsent(entitlement.key().packageId(), name -> new ArrayList<>())
            .add(
                new EntitlementClaim(
                    entitlement.key().id(),
                    entitlement.key().packageId(),
                    entitlement.endAfter(now)));
      }
    }
    granted.values().forEach(claims -> claims.sort(MOST_LASTING_FIRST));
    return fit(granted, now, maxPackages);
  }

  private static CarriedEntitlements fit(
      TreeMap<String, List<EntitlementClaim>> granted, Instant now, int maxPackages) {
    List<String> packages = new ArrayList<>();
    List<EntitlementClaim> entitlements = new ArrayList<>();
    int names = 0;
    int characters = 0;
    for (Map.Entry<String, List<EntitlementClaim>> entry : granted.entrySet()) {
      EntitlementClaim last = entry.getValue().getFirst();
      boolean ending = isEnding(last.until(), now);
      int name = entry.getKey().length() + 3;
      int cost = name + (ending ? cost(last) : 0);
      if (packages.size() == maxPackages
          || names + name > MAX_PACKAGE_CHARACTERS
          || characters + cost > MAX_CHARACTERS) {
        break;
      }
      names += name;
      characters += cost;
      packages.add(entry.getKey());
      if (ending) {
        entitlements.add(last);
      }
    }
    // The first of each package before the second of any.
    int rounds = packages.stream().mapToInt(name -> of(granted, name).size()).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (String name : packages) {
        List<EntitlementClaim> claims = of(granted, name);
        if (round < claims.size()) {
          EntitlementClaim claim = claims.get(round);
          boolean there = round == 0 && isEnding(claim.until(), now);
          if (!there && characters + cost(claim) <= MAX_CHARACTERS) {
            characters += cost(claim);
            entitlements.add(claim);
          }
        }
      }
    }
    entitlements.sort(
        Comparator.comparing(EntitlementClaim::packageId).thenComparing(MOST_LASTING_FIRST));
    return new CarriedEntitlements(packages, entitlements, packages.size() == granted.size());
  }

  private static List<EntitlementClaim> of(
      TreeMap<String, List<EntitlementClaim>> granted, String name) {
    return granted.getOrDefault(name, List.of());
  }

  private static boolean isEnding(@Nullable Instant until, Instant now) {
    return until != null && until.isBefore(now.plus(LONGEST_TOKENS));
  }

  private static int cost(EntitlementClaim claim) {
    return claim.packageId().length() + EntitlementClaim.OVERHEAD;
  }
}
