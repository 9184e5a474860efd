package io.playgate.revocationlist;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Rules by what they hit. Any thread may ask at any time; changes are made by one thread at a time
 * (the replica's lock). A rule that is put again is never missing in between.
 */
final class RevocationIndex {
  /** In the order of removal: what expires first, first. */
  private static final Comparator<RevocationRule> FIRST_TO_EXPIRE =
      Comparator.comparingLong(RevocationRule::expiresAtMillis).thenComparing(RevocationRule::id);

  private final Map<String, RevocationRule> byId = new ConcurrentHashMap<>();
  private final TreeSet<RevocationRule> byExpiry = new TreeSet<>(FIRST_TO_EXPIRE);
  private final Map<RevocationScope, Buckets> bySubject = Buckets.perScope();

  /** Viewer, then package: two look-ups instead of one text to be put together per request. */
  private final Map<String, Buckets> byViewerThenPackage = new ConcurrentHashMap<>();

  private volatile Digested digested = new Digested(List.of(), Buckets.perScope());

  private record Digested(List<SubjectDigest> digests, Map<RevocationScope, Buckets> byDigest) {}

  /**
   * The strictest rule that hits the token, or null.
   *
   * @param now rules that expired until then do not count, epoch milliseconds
   * @param inForce rules that are in force from then on do not count yet, epoch milliseconds
   */
  @Nullable RevocationRule find(TokenSubjects token, long now, long inForce) {
    long issued = token.issuedAtMillis();
    RevocationRule hit =
        in(bySubject, RevocationScope.ALL, RevocationScope.EVERYTHING, issued, now, inForce);
    hit =
        stricter(
            hit, in(bySubject, RevocationScope.SESSION, token.session(), issued, now, inForce));
    hit = stricter(hit, in(bySubject, RevocationScope.KEY, token.kid(), issued, now, inForce));
    Map<RevocationScope, Buckets> buckets = token.digested() ? digested.byDigest() : bySubject;
    hit = stricter(hit, in(buckets, RevocationScope.VIEWER, token.viewer(), issued, now, inForce));
    hit = stricter(hit, in(buckets, RevocationScope.SIGN_IN, token.login(), issued, now, inForce));
    hit = stricter(hit, in(buckets, RevocationScope.DEVICE, token.device(), issued, now, inForce));
    hit = stricter(hit, in(buckets, RevocationScope.ASSET, token.asset(), issued, now, inForce));
    hit =
        stricter(
            hit, in(buckets, RevocationScope.PACKAGE, token.packageId(), issued, now, inForce));
    RevocationRule[] viewerPackage =
        token.digested()
            ? scope(buckets, RevocationScope.VIEWER_PACKAGE).of(token.viewerPackage())
            : viewerPackage(token.viewer(), token.packageId());
    hit = stricter(hit, strictest(viewerPackage, issued, now, inForce));
    String entitlement = token.entitlement();
    if (entitlement != null) {
      Map<RevocationScope, Buckets> form =
          entitlement.length() == SubjectDigest.TEXT_LENGTH ? digested.byDigest() : bySubject;
      hit = stricter(hit, in(form, RevocationScope.ENTITLEMENT, entitlement, issued, now, inForce));
    }
    Buckets tokens = scope(bySubject, RevocationScope.TOKEN);
    if (!tokens.isEmpty()) {
      for (String tokenId : token.tokenIds().get()) {
        hit = stricter(hit, strictest(tokens.of(tokenId), issued, now, inForce));
      }
    }
    return hit;
  }

  @Nullable RevocationRule get(String id) {
    return byId.get(id);
  }

  List<RevocationRule> rules() {
    return new ArrayList<>(byId.values());
  }

  int size() {
    return byId.size();
  }

  /** Adds the rule, in place of the one of the same id. */
  void put(RevocationRule rule) {
    RevocationRule former = byId.put(rule.id(), rule);
    if (rule.equals(former)) {
      return;
    }
    if (former != null) {
      byExpiry.remove(former);
    }
    byExpiry.add(rule);
    insert(rule);
    if (former != null) {
      delete(former);
    }
  }

  /** Removes the rule of that id and answers it; null where there is none. */
  @Nullable RevocationRule remove(String id) {
    RevocationRule rule = byId.remove(id);
    if (rule != null) {
      byExpiry.remove(rule);
      delete(rule);
    }
    return rule;
  }

  /** Removes rules that expired until then, at most so many at a time. */
  void removeExpired(long epochMillis, int atMost) {
    for (int i = 0; i < atMost && !byExpiry.isEmpty(); i++) {
      RevocationRule first = byExpiry.first();
      if (!first.isExpired(epochMillis)) {
        return;
      }
      remove(first.id());
    }
  }

  /** Indexes all rules by these digests too, in place of the former ones. */
  void useDigests(List<SubjectDigest> digests) {
    Digested next = new Digested(List.copyOf(digests), Buckets.perScope());
    for (RevocationRule rule : byId.values()) {
      insertDigests(next, rule);
    }
    digested = next;
  }

  private void insert(RevocationRule rule) {
    if (rule.scope() == RevocationScope.VIEWER_PACKAGE) {
      byViewerThenPackage
          .computeIfAbsent(viewerOf(rule), viewer -> new Buckets())
          .insert(packageOf(rule), rule);
    } else {
      scope(bySubject, rule.scope()).insert(rule.subject(), rule);
    }
    insertDigests(digested, rule);
  }

  private void delete(RevocationRule rule) {
    if (rule.scope() == RevocationScope.VIEWER_PACKAGE) {
      byViewerThenPackage.computeIfPresent(
          viewerOf(rule),
          (viewer, byPackage) -> {
            byPackage.delete(packageOf(rule), rule);
            return byPackage.isEmpty() ? null : byPackage;
          });
    } else {
      scope(bySubject, rule.scope()).delete(rule.subject(), rule);
    }
    if (rule.scope().isDigested()) {
      Digested current = digested;
      for (SubjectDigest digest : current.digests()) {
        scope(current.byDigest(), rule.scope())
            .delete(digest.of(rule.scope(), rule.subject()), rule);
      }
    }
  }

  private static void insertDigests(Digested into, RevocationRule rule) {
    if (rule.scope().isDigested()) {
      for (SubjectDigest digest : into.digests()) {
        scope(into.byDigest(), rule.scope()).insert(digest.of(rule.scope(), rule.subject()), rule);
      }
    }
  }

  private RevocationRule @Nullable [] viewerPackage(
      @Nullable String viewer, @Nullable String packageId) {
    Buckets byPackage = viewer == null ? null : byViewerThenPackage.get(viewer);
    return byPackage == null ? null : byPackage.of(packageId);
  }

  private static @Nullable RevocationRule in(
      Map<RevocationScope, Buckets> buckets,
      RevocationScope scope,
      @Nullable String subject,
      long issued,
      long now,
      long inForce) {
    return strictest(scope(buckets, scope).of(subject), issued, now, inForce);
  }

  /**
   * The strictest hit in a bucket. A bucket is sorted by the issue time that its rules reach:
   * behind the first one that the token outlived there is nothing left to find.
   */
  private static @Nullable RevocationRule strictest(
      RevocationRule @Nullable [] bucket, long issued, long now, long inForce) {
    if (bucket == null) {
      return null;
    }
    for (RevocationRule rule : bucket) {
      if (rule.hitsUntilMillis() < issued) {
        return null;
      }
      if (rule.effectiveAtMillis() <= inForce && !rule.isExpired(now)) {
        return rule;
      }
    }
    return null;
  }

  private static @Nullable RevocationRule stricter(
      @Nullable RevocationRule one, @Nullable RevocationRule other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return RevocationRule.STRICTEST_FIRST.compare(one, other) <= 0 ? one : other;
  }

  private static Buckets scope(Map<RevocationScope, Buckets> buckets, RevocationScope scope) {
    return Objects.requireNonNull(buckets.get(scope));
  }

  private static String viewerOf(RevocationRule rule) {
    return rule.subject().substring(0, rule.subject().indexOf('/'));
  }

  private static String packageOf(RevocationRule rule) {
    return rule.subject().substring(rule.subject().indexOf('/') + 1);
  }

  /** Rules of one scope by subject; the rules of one subject are sorted, the strictest first. */
  private static final class Buckets {
    private final Map<String, RevocationRule[]> bySubject = new ConcurrentHashMap<>();

    static Map<RevocationScope, Buckets> perScope() {
      Map<RevocationScope, Buckets> buckets = new EnumMap<>(RevocationScope.class);
      for (RevocationScope scope : RevocationScope.values()) {
        buckets.put(scope, new Buckets());
      }
      return buckets;
    }

    RevocationRule @Nullable [] of(@Nullable String subject) {
      return subject == null ? null : bySubject.get(subject);
    }

    boolean isEmpty() {
      return bySubject.isEmpty();
    }

    void insert(String subject, RevocationRule rule) {
      RevocationRule[] former = bySubject.get(subject);
      if (former == null) {
        bySubject.put(subject, new RevocationRule[] {rule});
        return;
      }
      RevocationRule[] next = Arrays.copyOf(former, former.length + 1);
      int at = former.length;
      while (at > 0 && RevocationRule.STRICTEST_FIRST.compare(rule, next[at - 1]) < 0) {
        next[at] = next[at - 1];
        at--;
      }
      next[at] = rule;
      bySubject.put(subject, next);
    }

    void delete(String subject, RevocationRule rule) {
      RevocationRule[] former = bySubject.get(subject);
      if (former == null) {
        return;
      }
      RevocationRule[] next =
          Arrays.stream(former).filter(other -> !other.equals(rule)).toArray(RevocationRule[]::new);
      if (next.length == 0) {
        bySubject.remove(subject);
      } else {
        bySubject.put(subject, next);
      }
    }
  }
}
