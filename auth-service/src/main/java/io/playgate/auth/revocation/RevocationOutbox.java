package io.playgate.auth.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * The rows that wait for revocation-service. What writes belongs into the transaction of what it
 * tells of; {@link OutboxDelivery} is woken when that commits. What is due, and who has what in
 * hand, goes by the clock of PostgreSQL, which all replicas have in common.
 */
@ApplicationScoped
class RevocationOutbox {

  private static final String INSERT =
      """
      insert into revocation_outbox
        (rule_id, action, kind, scope, subject, reason, expires_at, created_at, due_at, attempts)
      values (:rule, :action, :kind, :scope, :subject, :reason, cast(:expires as timestamptz),
        clock_timestamp(), clock_timestamp(), 0)
      """;

  /** A row waits until those before it of the same rule have gone. */
  private static final String CLAIM =
      """
      update revocation_outbox set attempts = attempts + 1,
        claimed_until = clock_timestamp() + :claim * interval '1 millisecond'
      where seq in (
        select seq from revocation_outbox o
        where due_at <= clock_timestamp() and refused_at is null
          and (claimed_until is null or claimed_until <= clock_timestamp())
          and not exists (select 1 from revocation_outbox earlier
            where earlier.rule_id = o.rule_id and earlier.seq < o.seq
              and earlier.refused_at is null)
        order by due_at, seq limit :limit for update skip locked)
      returning seq, rule_id, kind, scope, subject, reason, expires_at, attempts
      """;

  private final Session database;
  private final TransactionSynchronizationRegistry transaction;
  private final OutboxBell bell;

  RevocationOutbox(
      Session database, TransactionSynchronizationRegistry transaction, OutboxBell bell) {
    this.database = database;
    this.transaction = transaction;
    this.bell = bell;
  }

  /** Adds that a rule is to stand. */
  void put(String ruleId, RuleDocument rule) {
    insert(ruleId, rule);
  }

  /** Adds that a rule is to be lifted. */
  void lift(String ruleId) {
    insert(ruleId, null);
  }

  /**
   * Whether a row of this rule waits that nobody is delivering now. Until the transaction ends,
   * nobody begins to.
   */
  boolean isWaiting(String ruleId) {
    return database
            .createNativeMutationQuery(
                "update revocation_outbox set due_at = due_at where rule_id = :rule"
                    + " and refused_at is null"
                    + " and (claimed_until is null or claimed_until <= clock_timestamp())")
            .setParameter("rule", ruleId)
            .executeUpdate()
        > 0;
  }

  private void insert(String ruleId, @Nullable RuleDocument rule) {
    database
        .createNativeMutationQuery(INSERT)
        .setParameter("rule", ruleId)
        .setParameter("action", rule == null ? "lift" : "put")
        .setParameter("kind", rule == null ? null : rule.kind(), String.class)
        .setParameter("scope", rule == null ? null : rule.scope(), String.class)
        .setParameter("subject", rule == null ? null : rule.subject(), String.class)
        .setParameter("reason", rule == null ? null : rule.reason(), String.class)
        .setParameter("expires", rule == null ? null : rule.expiresAt(), Instant.class)
        .executeUpdate();
    bell.ringAfterCommit(transaction);
  }

  /**
   * Takes rows that are due, and keeps them from other replicas for a while. Belongs into a
   * transaction of its own.
   */
  List<OutboxEntry> claim(int limit, Duration claim) {
    List<OutboxEntry> entries = new ArrayList<>();
    for (Object[] row :
        database
            .createNativeQuery(CLAIM, Object[].class)
            .addScalar("seq", Long.class)
            .addScalar("rule_id", String.class)
            .addScalar("kind", String.class)
            .addScalar("scope", String.class)
            .addScalar("subject", String.class)
            .addScalar("reason", String.class)
            .addScalar("expires_at", Instant.class)
            .addScalar("attempts", Integer.class)
            .setParameter("claim", claim.toMillis())
            .setParameter("limit", limit)
            .getResultList()) {
      entries.add(
          new OutboxEntry(
              (Long) row[0],
              (String) row[1],
              row[2] == null
                  ? null
                  : new RuleDocument(
                      (String) row[2],
                      (String) row[3],
                      (String) row[4],
                      (String) row[5],
                      (Instant) row[6]),
              (Integer) row[7]));
    }
    entries.sort(Comparator.comparingLong(OutboxEntry::seq));
    return entries;
  }

  /** Deletes rows that were delivered. */
  void done(List<Long> rows) {
    if (!rows.isEmpty()) {
      database
          .createNativeMutationQuery("delete from revocation_outbox where seq in (:rows)")
          .setParameterList("rows", rows)
          .executeUpdate();
    }
  }

  /** Gives rows back that are to be tried again after a while. */
  void retry(List<Long> rows, Duration delay) {
    if (!rows.isEmpty()) {
      database
          .createNativeMutationQuery(
              "update revocation_outbox set claimed_until = null,"
                  + " due_at = clock_timestamp() + :delay * interval '1 millisecond' where seq in (:rows)")
          .setParameter("delay", delay.toMillis())
          .setParameterList("rows", rows)
          .executeUpdate();
    }
  }

  /** Gives a row another rule's id, where somebody else disposed of the one it had. */
  void rename(OutboxEntry entry, String ruleId) {
    database
        .createNativeMutationQuery(
            "update revocation_outbox set rule_id = :rule, claimed_until = null where seq = :seq")
        .setParameter("rule", ruleId)
        .setParameter("seq", entry.seq())
        .executeUpdate();
    database
        .createNativeMutationQuery(
            "update sign_in_end_tally set rule_id = :rule where rule_id = :former")
        .setParameter("rule", ruleId)
        .setParameter("former", entry.ruleId())
        .executeUpdate();
  }

  /** Sets rows aside that revocation-service will never take. */
  void refused(List<Long> rows) {
    if (!rows.isEmpty()) {
      database
          .createNativeMutationQuery(
              "update revocation_outbox set claimed_until = null,"
                  + " refused_at = clock_timestamp() where seq in (:rows)")
          .setParameterList("rows", rows)
          .executeUpdate();
    }
  }

  /** How many seconds the oldest row has waited; null where there is none. */
  @Nullable Double oldestSeconds() {
    return database
        .createNativeQuery(
            "select cast(extract(epoch from clock_timestamp() - created_at) as double precision)"
                + " from revocation_outbox where refused_at is null"
                + " order by created_at limit 1",
            Double.class)
        .uniqueResult();
  }

  /** How many rows wait, counted up to a bound. */
  long waiting(int atMost) {
    return database
        .createNativeQuery(
            "select count(*) from (select 1 from revocation_outbox where refused_at is null"
                + " limit :most) waiting",
            Long.class)
        .setParameter("most", atMost)
        .getSingleResult();
  }

  /** Deletes some of what nobody looks at any longer. */
  void prune(Instant tallies) {
    database
        .createNativeMutationQuery(
            "delete from sign_in_end_tally where viewer_id in (select viewer_id"
                + " from sign_in_end_tally where since < :before order by since limit 5000"
                + " for update skip locked)")
        .setParameter("before", tallies)
        .executeUpdate();
    database
        .createNativeMutationQuery(
            "delete from revocation_outbox"
                + " where refused_at < clock_timestamp() - interval '7 days'")
        .executeUpdate();
  }

  /** A new id of a rule, which nobody can guess. */
  static String newRuleId() {
    return UUID.randomUUID().toString();
  }
}
