package io.playgate.revocation.feed;

import io.playgate.revocation.RevocationError;
import io.playgate.revocation.log.LogEntry;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationJson;
import io.playgate.revocationlist.RevocationSnapshot;
import io.playgate.support.client.OpenCaller;
import io.playgate.support.client.OpenCallers;
import io.playgate.support.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** The snapshot and the feed that edges and services keep their replicas by. */
@Path("/v1/revocations")
@Tag(name = "feed")
@RolesAllowed("revocation.feed")
public class FeedResource {
  private static final Logger LOG = Logger.getLogger(FeedResource.class);

  private final RevocationTail tail;
  private final OpenCallers callers;
  private final SecurityIdentity identity;

  FeedResource(RevocationTail tail, OpenCallers callers, SecurityIdentity identity) {
    this.tail = tail;
    this.callers = callers;
    this.identity = identity;
  }

  /** All rules as of one place of the log. */
  @GET
  @Path("/snapshot")
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @APIResponse(responseCode = "503", description = "storage-unavailable")
  @Operation(
      operationId = "snapshot",
      summary = "All rules as of one place of the log",
      description = "Its `position` is where the feed goes on.")
  @APIResponse(
      responseCode = "200",
      description = "The rules",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  public StreamingOutput snapshot() {
    RevocationSnapshot snapshot = tail.replica().snapshot();
    if (snapshot == null || !tail.isCurrent()) {
      throw notReady();
    }
    return out -> RevocationJson.write(snapshot, out);
  }

  /**
   * What is logged behind a place of the log, as server-sent events: {@code rule}, {@code lift},
   * {@code position} at once and every 2 s, {@code reset} where a snapshot is needed.
   */
  @GET
  @Path("/feed")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @NonBlocking
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @APIResponse(responseCode = "503", description = "storage-unavailable")
  @APIResponse(
      responseCode = "200",
      description = "The events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  @Operation(
      operationId = "feed",
      summary = "What is logged from a place on, as server-sent events",
      description =
          "Events `rule`, `lift`, `position` (at once and every 2 s) and `reset` (take a snapshot)."
              + " Their id is the place to resume from. The feed ends when the caller's entry in the"
              + " clients file is taken out or changed, or its access token expires.")
  public Multi<OutboundSseEvent> feed(
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse,
      @Context HttpServerRequest request) {
    if (!tail.isCurrent()) {
      throw notReady();
    }
    FeedPosition after = null;
    if (lastEventId != null) {
      try {
        after = FeedPosition.parse(lastEventId);
      } catch (IllegalArgumentException e) {
        // Like any other place that the log does not have: a snapshot is needed.
        after = null;
      }
    }
    FeedPosition from = after;
    HttpConnection connection = request.connection();
    OpenCaller caller = callers.caller(identity);
    return Multi.createFrom()
        .<Runnable, OutboundSseEvent>resource(
            () -> caller.watch(() -> endUnlessAdmitted(caller, connection)),
            watch ->
                Multi.createFrom()
                    .publisher(tail.subscribe(from, connection::close))
                    .map(event -> write(sse, event)))
        .withFinalizer(Runnable::run);
  }

  /** By closing the connection: whatever is under way to a slow client does not arrive either. */
  private static void endUnlessAdmitted(OpenCaller caller, HttpConnection connection) {
    if (!caller.isAdmitted()) {
      LOG.warnf(
          "The revocation feed of %s ends:"
              + " its entry in the clients file has changed, or its token has expired",
          caller.name());
      connection.close();
    }
  }

  private static OutboundSseEvent write(Sse sse, FeedEvent event) {
    OutboundSseEvent.Builder builder = sse.newEventBuilder();
    return switch (event) {
      case FeedEvent.Logged(LogEntry entry) ->
          builder
              .name(entry.kind() == LogEntry.Kind.RULE ? "rule" : "lift")
              .id(entry.position().toString())
              .data(entry.data())
              .build();
      case FeedEvent.Position(FeedPosition position, long timeMillis) ->
          builder
              .name("position")
              .id(position.toString())
              .data("{\"time\":" + timeMillis + "}")
              .build();
      case FeedEvent.Reset(String reason) ->
          builder.name("reset").data("{\"reason\":\"" + reason + "\"}").build();
    };
  }

  private static ProblemException notReady() {
    return new ProblemException(
            RevocationError.STORAGE_UNAVAILABLE, "This replica is not current; ask again.")
        .withHeader("Retry-After", "1");
  }
}
