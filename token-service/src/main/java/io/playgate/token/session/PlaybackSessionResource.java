package io.playgate.token.session;

import io.playgate.support.http.ServiceLinks;
import io.playgate.support.service.ServiceConfig;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The API of apps: start, refresh and end playback. */
@Path("/v1/playback-sessions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("playback")
@Tag(name = "Playback sessions")
public class PlaybackSessionResource {
  private final StartPlayback starting;
  private final RefreshPlayback refreshing;
  private final EndPlayback ending;
  private final SecurityIdentity identity;
  private final ServiceLinks links;

  PlaybackSessionResource(
      StartPlayback starting,
      RefreshPlayback refreshing,
      EndPlayback ending,
      SecurityIdentity identity,
      SessionConfig config,
      ServiceConfig service) {
    this.starting = starting;
    this.refreshing = refreshing;
    this.ending = ending;
    this.identity = identity;
    this.links =
        config.publicUrl().isPresent()
            ? new ServiceLinks(config.publicUrl(), "playgate.session.public-url")
            : new ServiceLinks(service);
  }

  /** Starts a session, or answers the live one of the same viewer, asset, device and player. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "startPlaybackSession",
      summary = "Start a playback session, or get the live one again")
  @APIResponse(
      responseCode = "201",
      description = "The session is new",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SessionAnswer.class)))
  @APIResponse(
      responseCode = "200",
      description = "The session lives already",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SessionAnswer.class)))
  @APIResponse(responseCode = "403", description = "not-entitled, held, revoked, too-many-sessions")
  @APIResponse(responseCode = "404", description = "unknown-asset, unknown-profile, unknown-format")
  @APIResponse(responseCode = "429", description = "too-many-requests")
  @APIResponse(
      responseCode = "503",
      description = "revocations-unavailable, revocation-unavailable, sessions-unavailable")
  public Uni<RestResponse<SessionAnswer>> start(
      @NotNull(message = "the body is missing") @Valid StartRequest request,
      @Context HttpServerRequest http) {
    return starting
        .start(ViewerToken.of(identity), request, clientIp(http))
        .map(playable ->
            answer(
                playable,
                playable.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK));
  }

  /** Issues the next token; the one before holds until it expires. */
  @POST
  @Path("{sid}/refresh")
  @Operation(
      operationId = "refreshPlaybackSession",
      summary = "Get the next token of a playback session",
      description = "Needs a viewer token of the same viewer and sign-in session.")
  @APIResponse(
      responseCode = "200",
      description = "The next token",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SessionAnswer.class)))
  @APIResponse(responseCode = "403", description = "not-entitled, held, revoked")
  @APIResponse(responseCode = "404", description = "unknown-session, unknown-format")
  @APIResponse(responseCode = "429", description = "too-many-requests")
  @APIResponse(
      responseCode = "503",
      description = "revocations-unavailable, revocation-unavailable, sessions-unavailable")
  public Uni<RestResponse<SessionAnswer>> refresh(
      @PathParam("sid") String sid,
      @QueryParam("format")
          @Pattern(regexp = "[a-z0-9-]{1,16}", message = "must be 1 to 16 of a-z 0-9 -")
          @Nullable String format,
      @Context HttpServerRequest http) {
    return refreshing
        .refresh(ViewerToken.of(identity), sid, format, clientIp(http))
        .map(playable -> answer(playable, RestResponse.Status.OK));
  }

  /** Ends a session: its tokens are revoked and its slot is free. */
  @DELETE
  @Path("{sid}")
  @Operation(
      operationId = "endPlaybackSession",
      summary = "End a playback session",
      description = "Needs a viewer token of the same viewer and sign-in session.")
  @APIResponse(responseCode = "204", description = "The session has ended")
  @APIResponse(responseCode = "404", description = "unknown-session")
  @APIResponse(responseCode = "429", description = "too-many-requests")
  @APIResponse(
      responseCode = "503",
      description = "revocations-unavailable, revocation-unavailable, sessions-unavailable")
  public Uni<Void> end(@PathParam("sid") String sid) {
    return ending.end(ViewerToken.of(identity), sid);
  }

  private RestResponse<SessionAnswer> answer(Playable playable, RestResponse.Status status) {
    // Session ids and names of formats hold nothing that a URL would have to encode.
    String refreshUrl =
        links.to(
            "/v1/playback-sessions/"
                + playable.session()
                + "/refresh"
                + (playable.format() == null ? "" : "?format=" + playable.format()));
    var profile = playable.delivery().profile();
    return RestResponse.ResponseBuilder.create(
            status,
            new SessionAnswer(
                playable.session(),
                playable.url(),
                new SessionAnswer.Token(
                    profile.dialect(),
                    profile.carrier().name().toLowerCase(Locale.ROOT),
                    profile.tokenName(),
                    playable.value()),
                playable.expiresAt(),
                playable.refreshAt(),
                refreshUrl))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** The client's address as a literal; behind proxies, as the server's proxy settings say. */
  private static @Nullable String clientIp(HttpServerRequest http) {
    SocketAddress address = http.remoteAddress();
    return address == null ? null : address.hostAddress();
  }
}
