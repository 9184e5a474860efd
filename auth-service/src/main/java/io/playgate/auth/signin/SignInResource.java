package io.playgate.auth.signin;

import io.playgate.support.limit.CallerAddresses;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Signing in and out. */
@Path("/v1")
@Tag(name = "Sign-in")
@RunOnVirtualThread
public class SignInResource {

  private final SignInService signIns;
  private final CallerAddresses addresses;
  private final JsonWebToken token;

  @Inject
  SignInResource(SignInService signIns, CallerAddresses addresses, JsonWebToken token) {
    this.signIns = signIns;
    this.addresses = addresses;
    this.token = token;
  }

  /** Signs a viewer in. */
  @POST
  @Path("/sign-in")
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "signIn",
      summary = "Sign a viewer in on a device",
      description =
          "The answer names the device by an id made here; a sign-in that sends it as deviceId"
              + " continues the device and replaces its sign-in session, any other makes a new"
              + " device. Where there are too many, the 403 has devices: [{deviceId, label,"
              + " lastSeen}], and replaceDevice in the retry signs one of them out. The refresh"
              + " token is exchanged at /oauth2/token and holds once.")
  @APIResponse(responseCode = "200", description = "Signed in")
  @APIResponse(responseCode = "401", description = "invalid-credentials")
  @APIResponse(responseCode = "403", description = "viewer-disabled, too-many-devices")
  @APIResponse(responseCode = "429", description = "too-many-attempts; Retry-After says when")
  @APIResponse(responseCode = "503", description = "busy, unavailable; Retry-After says when")
  public RestResponse<TokenPair> signIn(
      @NotNull @Valid SignInRequest request, @Context HttpServerRequest http) {
    return RestResponse.ResponseBuilder.ok(signIns.signIn(request, addresses.of(http)))
        .header("Cache-Control", "no-store")
        .build();
  }

  /** Signs out. */
  @POST
  @Path("/sign-out")
  @RolesAllowed("playback")
  @Operation(
      operationId = "signOut",
      summary = "End the sign-in session of the viewer token",
      description =
          "Its refresh token holds no more, and what plays under it stops: revocation-service is"
              + " told.")
  @APIResponse(responseCode = "204", description = "Signed out, now or before")
  public void signOut() {
    signIns.signOut(token.getSubject(), String.valueOf(token.<Object>getClaim("login")));
  }
}
