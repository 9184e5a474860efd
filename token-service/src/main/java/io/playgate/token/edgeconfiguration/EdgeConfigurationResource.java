package io.playgate.token.edgeconfiguration;

import io.playgate.support.client.CallerIdentity;
import io.playgate.support.client.OpenCaller;
import io.playgate.support.client.OpenCallers;
import io.playgate.token.edgeconfiguration.EdgeConfigurationWriter.Document;
import io.playgate.token.replica.Catalogue;
import io.playgate.token.replica.CatalogueSnapshot;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Gives edges the profiles and verification keys that their entry in the clients file lists. Each
 * delivery is written to the log.
 */
@Path("/v1/edge-configuration")
@RolesAllowed("keys.read")
@Tag(name = "Edge configuration")
public class EdgeConfigurationResource {
  private static final Logger LOG = Logger.getLogger(EdgeConfigurationResource.class);

  private final Catalogue catalogue;
  private final EdgeConfigurationWriter writer;
  private final EdgeConfigurationConfig config;
  private final SecurityIdentity identity;
  private final OpenCallers callers;
  private final Clock clock;

  EdgeConfigurationResource(
      Catalogue catalogue,
      EdgeConfigurationWriter writer,
      EdgeConfigurationConfig config,
      SecurityIdentity identity,
      OpenCallers callers,
      Clock clock) {
    this.catalogue = catalogue;
    this.writer = writer;
    this.config = config;
    this.identity = identity;
    this.callers = callers;
    this.clock = clock;
  }

  /** The document as it is now. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getEdgeConfiguration",
      summary = "Read the profiles and verification keys of the calling edge")
  @APIResponse(
      responseCode = "200",
      description = "The document",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(responseCode = "304", description = "It is the one of If-None-Match")
  public RestResponse<String> get(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
    Document document = writer.write(catalogue.snapshot(), CallerIdentity.profiles(identity));
    String tag = entityTag(document);
    RestResponse.ResponseBuilder<String> answer;
    if (tag.equals(known)) {
      answer = RestResponse.ResponseBuilder.notModified();
    } else {
      delivered(identity.getPrincipal().getName(), document);
      answer = RestResponse.ResponseBuilder.ok(document.text());
    }
    return answer
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache, private")
        .build();
  }

  /**
   * The document now and whenever it changes, by a change of the catalogue or of the edge's entry
   * in the clients file; in between, that it has not. It ends once that entry no longer lets the
   * edge in.
   */
  @GET
  @Path("feed")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @Operation(
      operationId = "followEdgeConfiguration",
      summary = "Follow the profiles and verification keys of the calling edge",
      description =
          "Event configuration: id is the version, data the document. Event position: nothing has"
              + " changed. The feed ends from time to time; the edge connects again. It also ends"
              + " when the caller's entry in the clients file is taken out or gets other keys or"
              + " scopes, or its access token expires; a change of its profiles is sent at once.")
  public Multi<OutboundSseEvent> feed(@Context Sse sse) {
    OpenCaller edge = callers.caller(identity);
    AtomicReference<@Nullable Told> told = new AtomicReference<>();
    Multi<Boolean> ticks =
        Multi.createFrom()
            .ticks()
            .every(config.positionInterval())
            .onOverflow()
            .drop()
            .map(tick -> true);
    Multi<Boolean> changes = catalogue.changes().map(change -> false);
    Multi<Boolean> entryChanges =
        Multi.createFrom()
            .emitter(
                emitter -> emitter.onTermination(edge.watch(() -> emitter.emit(false))),
                BackPressureStrategy.LATEST);
    return Multi.createBy()
        .merging()
        .streams(Multi.createFrom().item(false), changes, entryChanges, ticks)
        .select()
        .first(news -> isAdmitted(edge))
        .select()
        .first(config.connectionLifetime())
        .map(isTick -> event(sse, edge, told, isTick))
        .filter(event -> event.getName() != null);
  }

  /** What an edge was told last: the version alone does not say what it was given of it. */
  private record Told(long version, Set<String> profiles) {}

  private static boolean isAdmitted(OpenCaller edge) {
    if (!edge.isAdmitted()) {
      LOG.warnf(
          "The edge configuration feed of %s ends:"
              + " its entry in the clients file has changed, or its token has expired",
          edge.name());
      return false;
    }
    return true;
  }

  /** What to tell now: the news if there are any, else the position if it is time for it. */
  private OutboundSseEvent event(
      Sse sse, OpenCaller edge, AtomicReference<@Nullable Told> told, boolean isTick) {
    CatalogueSnapshot snapshot = catalogue.snapshot();
    Told now = new Told(snapshot.deliveryVersion(), edge.profiles());
    if (!now.equals(told.getAndSet(now))) {
      Document document = writer.write(snapshot, now.profiles());
      delivered(edge.name(), document);
      return sse.newEventBuilder()
          .name("configuration")
          .id(Long.toString(document.version()))
          .mediaType(MediaType.TEXT_PLAIN_TYPE)
          .data(String.class, document.text())
          .build();
    }
    OutboundSseEvent.Builder nothing =
        sse.newEventBuilder()
            .id(Long.toString(snapshot.deliveryVersion()))
            .mediaType(MediaType.TEXT_PLAIN_TYPE)
            .data(String.class, "{\"time\":" + clock.millis() + "}");
    return isTick ? nothing.name("position").build() : nothing.build();
  }

  private static void delivered(String edge, Document document) {
    LOG.infof(
        "Edge configuration %d delivered to %s: profiles %s",
        document.version(), edge, document.profiles());
  }

  private static String entityTag(Document document) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(document.text().getBytes(StandardCharsets.UTF_8));
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
