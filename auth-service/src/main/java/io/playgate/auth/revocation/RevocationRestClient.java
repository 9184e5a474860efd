package io.playgate.auth.revocation;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** revocation-service's endpoints, as they are. */
@RegisterRestClient(configKey = "revocation")
@Path("/v1/revocations/{id}")
@Consumes(MediaType.APPLICATION_JSON)
interface RevocationRestClient {

  @PUT
  Uni<Void> put(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      @PathParam("id") String id,
      RuleDocument rule);

  @DELETE
  Uni<Void> lift(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @PathParam("id") String id);
}
