package io.playgate.revocation.opaquetoken;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Where token-service registers the opaque tokens that it issues. */
@Path("/v1/opaque-tokens")
@Tag(name = "opaque tokens")
public class OpaqueTokenResource {
  private final OpaqueTokens tokens;
  private final SecurityIdentity caller;

  OpaqueTokenResource(OpaqueTokens tokens, SecurityIdentity caller) {
    this.tokens = tokens;
    this.caller = caller;
  }

  /** Registers a token by the hash of its text, until it expires. */
  @POST
  @RolesAllowed("tokens.register")
  @Consumes(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  @APIResponse(responseCode = "400", description = "invalid-token-lifetime")
  @Operation(operationId = "registerOpaqueToken", summary = "Register an opaque token by its hash")
  @APIResponse(responseCode = "201", description = "Registered, now or before")
  @APIResponse(responseCode = "409", description = "revoked, token-exists")
  @APIResponse(responseCode = "503", description = "storage-unavailable; Retry-After says when")
  public RestResponse<Void> register(@Valid @NotNull OpaqueTokenRegistration registration) {
    tokens.register(registration, caller.getPrincipal().getName());
    return RestResponse.status(RestResponse.Status.CREATED);
  }
}
