package io.playgate.revocation.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.revocation.RevocationError;
import io.playgate.support.identifier.Identifiers;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.request.IgnoresUnknownParameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where billing posts its events, by Standard Webhooks. */
@Path("/v1/webhooks/standard")
@IgnoresUnknownParameters("the caller is a third party, whose URL may carry a query of its own")
@Tag(name = "webhooks")
@SecurityRequirement(name = WebhookSignatureScheme.NAME)
@PermitAll // the signature is the credential
public class StandardWebhookResource {
  private static final String SOURCE = "standard";
  private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");
  private static final int MAX_SIGNATURE_HEADER = 4096;

  private final WebhookSecrets secrets;
  private final BillingEvents events;
  private final StandardWebhooksConfig config;
  private final ObjectMapper json;
  private final Clock clock;
  private final MeterRegistry metrics;

  StandardWebhookResource(
      WebhookSecrets secrets,
      BillingEvents events,
      StandardWebhooksConfig config,
      ObjectMapper json,
      Clock clock,
      MeterRegistry metrics) {
    this.secrets = secrets;
    this.events = events;
    this.config = config;
    this.json = json;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Takes one event; a 2xx means that what it does is on disk. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  @Operation(
      operationId = "standardWebhook",
      summary = "Take a billing event, signed by Standard Webhooks",
      description =
          "`subscription.suspended`, `.cancelled`, `.refunded` or `.reactivated`. The same"
              + " `webhook-id` again changes nothing. `status`: `applied`; `duplicate`; `stale`, a"
              + " later word was taken before; `parked`, auth-service does not know the viewer or"
              + " package; `ignored`, a type that does nothing here.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponseSchema(value = WebhookAnswer.class, responseCode = "200")
  @APIResponse(
      responseCode = "400",
      description = "webhook-headers, webhook-timestamp, webhook-event-time")
  @APIResponse(responseCode = "401", description = "webhook-signature")
  @APIResponse(responseCode = "422", description = "webhook-event")
  @APIResponse(
      responseCode = "503",
      description = "webhook-backlog, storage-unavailable: send it again")
  public WebhookAnswer take(
      @HeaderParam("webhook-id") @Nullable String id,
      @HeaderParam("webhook-timestamp") @Nullable String timestamp,
      @HeaderParam("webhook-signature") @Nullable String signature,
      byte[] body) {
    try {
      String status = verifyAndTake(id, timestamp, signature, body);
      count(status);
      return new WebhookAnswer(status);
    } catch (ProblemException e) {
      count(e.code().code());
      throw e;
    }
  }

  private String verifyAndTake(
      @Nullable String id, @Nullable String timestamp, @Nullable String signature, byte[] body) {
    if (id == null || !Identifiers.isWebhook(id)) {
      throw badHeader("webhook-id");
    }
    if (timestamp == null || !TIMESTAMP.matcher(timestamp).matches()) {
      throw badHeader("webhook-timestamp");
    }
    if (signature == null || signature.length() > MAX_SIGNATURE_HEADER) {
      throw badHeader("webhook-signature");
    }
    if (!StandardWebhookSignature.isValid(secrets.current(), id, timestamp, body, signature)) {
      throw new ProblemException(
          RevocationError.WEBHOOK_SIGNATURE,
          "Sign the body byte for byte, with a secret that is configured here.");
    }
    Duration age =
        Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant()).abs();
    if (age.compareTo(config.tolerance()) > 0) {
      throw new ProblemException(
          RevocationError.WEBHOOK_TIMESTAMP,
          "webhook-timestamp must be within "
              + config.tolerance().toSeconds()
              + " seconds of now; sign again when sending again.");
    }
    BillingEvent event = BillingEvent.read(json, body);
    return event == null
        ? "ignored"
        : events.take(SOURCE, id, event).name().toLowerCase(Locale.ROOT);
  }

  private void count(String outcome) {
    metrics
        .counter("playgate.revocation.webhooks", "source", SOURCE, "outcome", outcome)
        .increment();
  }

  private static ProblemException badHeader(String name) {
    return new ProblemException(
        RevocationError.WEBHOOK_HEADERS, "The header " + name + " is missing or malformed.");
  }
}
