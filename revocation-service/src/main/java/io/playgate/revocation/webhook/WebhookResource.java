package io.playgate.revocation.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.revocation.billing.BillingEvent;
import io.playgate.revocation.billing.BillingEvents;
import io.playgate.revocation.billing.BillingSource;
import io.playgate.revocation.billing.BillingSources;
import io.playgate.revocation.billing.WebhookRefusal;
import io.playgate.revocation.billing.WebhookRequest;
import io.playgate.support.identifier.Identifiers;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.request.IgnoresUnknownParameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where billing systems post their events; {@link WebhookDescriptions} says which. */
@Path(WebhookResource.PATH + "{" + WebhookResource.SOURCE + "}")
@IgnoresUnknownParameters("the caller is a third party, whose URL may carry a query of its own")
@Tag(name = "webhooks")
@SecurityRequirement(name = WebhookResource.SCHEME)
@PermitAll // the signature is the credential
public class WebhookResource {
  static final String PATH = "/v1/webhooks/";
  static final String SOURCE = "source";

  /** Stands for the scheme of each source. */
  static final String SCHEME = "webhook";

  private final BillingSources sources;
  private final BillingEvents events;
  private final Clock clock;
  private final MeterRegistry metrics;

  WebhookResource(
      BillingSources sources, BillingEvents events, Clock clock, MeterRegistry metrics) {
    this.sources = sources;
    this.events = events;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Takes one event; a 2xx means that what it does is on disk. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  @Operation(operationId = "webhook", summary = "Take a billing event")
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
      @PathParam(SOURCE) String name, @Context HttpHeaders headers, byte[] body) {
    BillingSource source = sources.named(name);
    if (source == null) {
      throw new NotFoundException();
    }
    try {
      String status = take(source, new WebhookRequest(headers.getRequestHeaders(), body));
      count(source, status);
      return new WebhookAnswer(status);
    } catch (ProblemException e) {
      count(source, e.code().code());
      throw e;
    }
  }

  private String take(BillingSource source, WebhookRequest request) {
    String id = source.verify(request, clock.instant());
    if (!Identifiers.isWebhook(id)) {
      throw WebhookRefusal.event("The event's id must be 1 to 256 visible ASCII characters.");
    }
    BillingEvent event = source.translate(request);
    return event == null
        ? "ignored"
        : events.take(source, id, event).name().toLowerCase(Locale.ROOT);
  }

  private void count(BillingSource source, String outcome) {
    metrics
        .counter("playgate.revocation.webhooks", "source", source.name(), "outcome", outcome)
        .increment();
  }
}
