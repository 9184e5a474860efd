package io.playgate.revocation.authservice;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestForm;

/** auth-service's endpoints, as they are. */
@RegisterRestClient(configKey = "auth")
interface AuthServiceClient {
  @POST
  @Path("/oauth2/token")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  Response token(
      @HeaderParam("Authorization") String authorization, @RestForm("grant_type") String grantType);

  @POST
  @Path("/v1/entitlement-events")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({"application/problem+json", MediaType.APPLICATION_JSON})
  Response entitlementEvent(
      @HeaderParam("Authorization") String authorization, EntitlementEvent event);
}
