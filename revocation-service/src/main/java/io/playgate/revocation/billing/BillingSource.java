package io.playgate.revocation.billing;

import io.playgate.support.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One billing system that posts its events. A bean of this type is registered by being there: it
 * gets {@code POST /v1/webhooks/{name}} and its place in the description of the API. It verifies a
 * request and puts it into our words; duplicates, order, effect, parking and the answer are common.
 */
public interface BillingSource {

  /**
   * Its name in the path, in metrics, rules and what auth-service is told: lower-case letters,
   * digits and hyphens, never changed.
   */
  String name();

  /** What the description of the API says of it. */
  Description description();

  /** How long things about its events are remembered. */
  Limits limits();

  /**
   * Verifies that the request comes from the source, was made just now, and is the one that was
   * made, byte for byte.
   *
   * @param now the time
   * @return the event's id at the source, the same each time that the event is sent
   * @throws ProblemException a {@link WebhookRefusal}
   */
  String verify(WebhookRequest request, Instant now);

  /**
   * Puts a verified request into our words.
   *
   * @return what it says; null if its type is one that does nothing here
   * @throws ProblemException a {@link WebhookRefusal}
   */
  @Nullable BillingEvent translate(WebhookRequest request);

  /**
   * What the description of the API says of a source.
   *
   * @param operationId the operation's id
   * @param summary in a line
   * @param description which events do what
   * @param headers the headers that it reads
   * @param proof how it signs
   */
  record Description(
      String operationId, String summary, String description, List<String> headers, Proof proof) {
    /** Keeps its own copy. */
    public Description {
      headers = List.copyOf(headers);
    }
  }

  /**
   * How a source proves who it is.
   *
   * @param scheme the name of the security scheme, its own
   * @param header the header that has the proof
   * @param description how it is made
   */
  record Proof(String scheme, String header, String description) {}

  /**
   * How long things about a source's events are remembered.
   *
   * @param duplicateTtl an event, so that it is known when it comes again: longer than the source
   *     tries, and much longer than a signature holds
   * @param orderTtl the order of one subject's events: no shorter than that
   * @param entitlementWait for how long an answer waits for auth-service to take the event too
   */
  record Limits(Duration duplicateTtl, Duration orderTtl, Duration entitlementWait) {
    /** Checks what is said above. */
    public Limits {
      if (!duplicateTtl.isPositive() || orderTtl.compareTo(duplicateTtl) < 0) {
        throw new IllegalArgumentException(
            "duplicateTtl must be positive, and orderTtl at least as long");
      }
    }
  }
}
