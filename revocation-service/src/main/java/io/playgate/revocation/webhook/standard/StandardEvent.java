package io.playgate.revocation.webhook.standard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.revocation.billing.BillingEvent;
import io.playgate.revocation.billing.WebhookRefusal;
import io.playgate.support.identifier.Identifiers;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.time.Rfc3339;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a Standard Webhook, as docs/reference/api.md describes it. */
final class StandardEvent {
  private static final int MAX_ID_LENGTH = Identifiers.MAX_VIEWER;
  private static final int MAX_TYPE_LENGTH = 100;

  /** Long enough for any fraction of a second that a program writes. */
  private static final int MAX_TIME_LENGTH = 100;

  private StandardEvent() {}

  private static BillingEvent.@Nullable Type type(String eventType) {
    for (BillingEvent.Type type : BillingEvent.Type.values()) {
      if (type.eventType().equals(eventType)) {
        return type;
      }
    }
    return null;
  }

  /**
   * Reads a signed body.
   *
   * @return the event; null if its type is one that does nothing here
   * @throws ProblemException if the body is not an event of the documented form
   */
  static @Nullable BillingEvent read(ObjectMapper json, byte[] body) {
    JsonNode event;
    try {
      event = json.readTree(body);
    } catch (IOException e) {
      throw new ProblemException(CommonError.MALFORMED_REQUEST, "The body is not JSON.");
    }
    if (event == null || !event.isObject()) {
      throw WebhookRefusal.event("The event is not a JSON object.");
    }
    String eventType = text(event, "type", MAX_TYPE_LENGTH);
    if (eventType == null) {
      throw WebhookRefusal.event("type is missing.");
    }
    BillingEvent.Type type = type(eventType);
    if (type == null) {
      return null;
    }
    Instant occurredAt = time(event, "timestamp");
    if (occurredAt == null) {
      throw WebhookRefusal.event("timestamp is missing.");
    }
    JsonNode data = event.path("data");
    if (!data.isObject()) {
      throw WebhookRefusal.event("data is missing.");
    }
    String viewerId = text(data, "viewerId", MAX_ID_LENGTH);
    if (viewerId == null) {
      throw WebhookRefusal.event("data.viewerId is missing.");
    }
    viewerId = viewerId.toLowerCase(Locale.ROOT);
    if (!BillingEvent.isViewerId(viewerId)) {
      throw WebhookRefusal.event(
          "data.viewerId must be the id that auth-service gave the viewer (a UUID), not an e-mail"
              + " address and not an externalId.");
    }
    String packageId = text(data, "package", MAX_ID_LENGTH);
    if (packageId != null && !Identifiers.isPackage(packageId)) {
      throw WebhookRefusal.event("data.package " + Identifiers.PACKAGE_MESSAGE + ".");
    }
    return new BillingEvent(type, occurredAt, viewerId, packageId, time(data, "effectiveAt"));
  }

  private static @Nullable String text(JsonNode object, String name, int maxLength) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw WebhookRefusal.event(name + " is not a text.");
    }
    if (value.textValue().length() > maxLength) {
      throw WebhookRefusal.event(name + " is longer than " + maxLength + " characters.");
    }
    return value.textValue();
  }

  private static @Nullable Instant time(JsonNode object, String name) {
    String text = text(object, name, MAX_TIME_LENGTH);
    if (text == null) {
      return null;
    }
    try {
      Instant time = Rfc3339.parse(text);
      if (time.isBefore(Instant.EPOCH)) {
        throw WebhookRefusal.event(name + " is before 1970.");
      }
      return time;
    } catch (DateTimeException e) {
      throw WebhookRefusal.event(name + " " + e.getMessage() + ".");
    }
  }
}
