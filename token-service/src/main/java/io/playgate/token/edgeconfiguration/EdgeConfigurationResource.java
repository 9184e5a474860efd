package io.playgate.token.edgeconfiguration;

import io.playgate.support.client.CallerIdentity;
import io.playgate.token.catalogue.Catalogue;
import io.playgate.token.catalogue.CatalogueSnapshot;
import io.playgate.token.edgeconfiguration.EdgeConfigurationWriter.Document;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
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
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
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
  private final Clock clock;

  EdgeConfigurationResource(
      Catalogue catalogue,
      EdgeConfigurationWriter writer,
      EdgeConfigurationConfig config,
      SecurityIdentity identity,
      Clock clock) {
    this.catalogue = catalogue;
    this.writer = writer;
    this.config = config;
    this.identity = identity;
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

  /** The document now and whenever it changes; in between, that it has not. */
  @GET
  @Path("feed")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "followEdgeConfiguration",
      summary = "Follow the profiles and verification keys of the calling edge",
      description =
          "Event configuration: id is the version, data the document. Event position: nothing has"
              + " changed. The feed ends from time to time; the edge connects again.")
  public Multi<OutboundSseEvent> feed(@Context Sse sse) {
    String edge = identity.getPrincipal().getName();
    Set<String> allowed = CallerIdentity.profiles(identity);
    AtomicLong told = new AtomicLong(-1);
    Multi<Boolean> ticks =
        Multi.createFrom()
            .ticks()
            .every(config.positionInterval())
            .onOverflow()
            .drop()
            .map(tick -> true);
    Multi<Boolean> changes = catalogue.changes().map(change -> false);
    return Multi.createBy()
        .merging()
        .streams(Multi.createFrom().item(false), changes, ticks)
        .select()
        .first(config.connectionLifetime())
        .map(isTick -> event(sse, edge, allowed, told, isTick))
        .filter(event -> event.getName() != null);
  }

  /** What to tell now: the news if there are any, else the position if it is time for it. */
  private OutboundSseEvent event(
      Sse sse, String edge, Set<String> allowed, AtomicLong told, boolean isTick) {
    CatalogueSnapshot snapshot = catalogue.snapshot();
    if (told.getAndSet(snapshot.deliveryVersion()) != snapshot.deliveryVersion()) {
      Document document = writer.write(snapshot, allowed);
      delivered(edge, document);
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
