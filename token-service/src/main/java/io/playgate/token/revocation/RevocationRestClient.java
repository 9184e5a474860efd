package io.playgate.token.revocation;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The wire form of the calls; {@link RevocationService} is what the rest of the service uses. */
@RegisterRestClient(configKey = "revocation")
@Path("/v1")
@Consumes(MediaType.APPLICATION_JSON)
interface RevocationRestClient {
  @POST
  @Path("/opaque-tokens")
  Uni<Void> register(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, OpaqueRegistration token);

  @POST
  @Path("/revocations")
  Uni<Void> revoke(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, SessionEnd rule);
}
