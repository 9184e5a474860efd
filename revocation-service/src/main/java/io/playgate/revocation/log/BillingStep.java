package io.playgate.revocation.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a billing event does to the rules, for the scripts that do it: when it comes, and once
 * auth-service has answered.
 *
 * @param id its id in the inbox
 * @param order hash of its source and subject
 * @param orderTtl for how long the order of its subject's events is known
 * @param occurredAt when it occurred, for the order of its subject's events
 * @param effectiveAt from when its effect holds; null for now
 * @param effect what it does
 */
public record BillingStep(
    String id,
    String order,
    Duration orderTtl,
    Instant occurredAt,
    @Nullable Instant effectiveAt,
    Effect effect) {
  private static final JsonFactory JSON = new JsonFactory();

  /** What a billing event does to the rules. */
  public sealed interface Effect {
    /** Sets a hold, in place of the one of the same id. */
    record Hold(RuleDraft hold) implements Effect {}

    /** Cuts off; until auth-service knows, a hold stands in the place of the cut-off. */
    record Refund(RuleDraft hold, RuleDraft cutOff) implements Effect {}

    /** Lifts holds, those that a former epoch had included. */
    record Lift(List<String> ids) implements Effect {
      public Lift {
        ids = List.copyOf(ids);
      }
    }
  }

  /** As {@code billing_rules.lua} reads it, with the order besides. */
  String json() {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("id", id);
      json.writeStringField("order", order);
      json.writeNumberField("remembered", orderTtl.toMillis());
      json.writeNumberField("occurred", occurredAt.toEpochMilli());
      if (effectiveAt != null) {
        json.writeNumberField("effective", effectiveAt.toEpochMilli());
      }
      switch (effect) {
        case Effect.Hold(RuleDraft hold) -> {
          json.writeStringField("kind", "hold");
          write(json, hold);
        }
        case Effect.Refund(RuleDraft hold, RuleDraft cutOff) -> {
          json.writeStringField("kind", "refund");
          write(json, hold);
          json.writeStringField("cut", cutOff.id());
          json.writeStringField("cutHead", cutOff.head());
          json.writeStringField("cutTail", cutOff.tail());
        }
        case Effect.Lift(List<String> ids) -> {
          json.writeStringField("kind", "lift");
          json.writeArrayFieldStart("lifts");
          for (String lifted : ids) {
            json.writeString(lifted);
          }
          json.writeEndArray();
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, RuleDraft hold) throws IOException {
    json.writeStringField("rule", hold.id());
    json.writeStringField("head", hold.head());
    json.writeStringField("tail", hold.tail());
  }
}
