package io.playgate.revocation.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.playgate.revocation.RevocationError;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.identifier.Identifiers;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.time.Rfc3339;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A billing event of a type that does something.
 *
 * @param type what happened
 * @param occurredAt when, by billing's clock; orders the events of one subject
 * @param viewerId whose subscription
 * @param packageId to which package; null for all that the viewer has
 * @param effectiveAt from when it holds; null for now
 */
record BillingEvent(
    Type type,
    Instant occurredAt,
    String viewerId,
    @Nullable String packageId,
    @Nullable Instant effectiveAt) {

  private static final int MAX_ID_LENGTH = Identifiers.MAX_VIEWER;
  private static final int MAX_TYPE_LENGTH = 100;

  /** Long enough for any fraction of a second that a program writes. */
  private static final int MAX_TIME_LENGTH = 100;

  private static final Pattern VIEWER_ID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** What happened to a subscription. */
  enum Type {
    /** A hold until reactivated. */
    SUSPENDED,
    /** A hold from its end on, until reactivated. */
    CANCELLED,
    /** The money went back: every token issued until then is dead. */
    REFUNDED,
    /** All is well again. */
    REACTIVATED;

    /** The last part of the wire form. */
    String wireName() {
      return switch (this) {
        case SUSPENDED -> "suspended";
        case CANCELLED -> "cancelled";
        case REFUNDED -> "refunded";
        case REACTIVATED -> "reactivated";
      };
    }

    /** The wire form; also the reason of the rules it leads to. */
    String eventType() {
      return "subscription." + wireName();
    }

    static @Nullable Type ofEventType(String eventType) {
      for (Type type : values()) {
        if (type.eventType().equals(eventType)) {
          return type;
        }
      }
      return null;
    }
  }

  /** What the rules name: the viewer, or the viewer's package. */
  RevocationScope scope() {
    return packageId == null ? RevocationScope.VIEWER : RevocationScope.VIEWER_PACKAGE;
  }

  /** The subject of the rules. */
  String subject() {
    return packageId == null ? viewerId : viewerId + '/' + packageId;
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
      throw malformed("The event is not a JSON object.");
    }
    String eventType = text(event, "type", MAX_TYPE_LENGTH);
    if (eventType == null) {
      throw malformed("type is missing.");
    }
    Type type = Type.ofEventType(eventType);
    if (type == null) {
      return null;
    }
    Instant occurredAt = time(event, "timestamp");
    if (occurredAt == null) {
      throw malformed("timestamp is missing.");
    }
    JsonNode data = event.path("data");
    if (!data.isObject()) {
      throw malformed("data is missing.");
    }
    String viewerId = text(data, "viewerId", MAX_ID_LENGTH);
    if (viewerId == null) {
      throw malformed("data.viewerId is missing.");
    }
    if (!VIEWER_ID.matcher(viewerId).matches()) {
      throw malformed(
          "data.viewerId must be the id that auth-service gave the viewer (a UUID), not an e-mail"
              + " address and not an externalId.");
    }
    String packageId = text(data, "package", MAX_ID_LENGTH);
    if (packageId != null && !Identifiers.isPackage(packageId)) {
      throw malformed("data.package " + Identifiers.PACKAGE_MESSAGE + ".");
    }
    BillingEvent read =
        new BillingEvent(
            type,
            occurredAt,
            // As it stands in tokens.
            viewerId.toLowerCase(Locale.ROOT),
            packageId,
            time(data, "effectiveAt"));
    return read;
  }

  private static @Nullable String text(JsonNode object, String name, int maxLength) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw malformed(name + " is not a text.");
    }
    if (value.textValue().length() > maxLength) {
      throw malformed(name + " is longer than " + maxLength + " characters.");
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
        throw malformed(name + " is before 1970.");
      }
      return time;
    } catch (DateTimeException e) {
      throw malformed(name + " " + e.getMessage() + ".");
    }
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(RevocationError.WEBHOOK_EVENT, detail);
  }
}
