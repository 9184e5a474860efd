package io.playgate.support.problem;

import io.playgate.support.client.CallerIdentity;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.RestForm;

/** Fails in every way a test asks for, and says who the caller is. */
@Path("/provoked")
@Produces(MediaType.APPLICATION_JSON)
public class ProvokedResource {

  private final SecurityIdentity identity;
  private final JsonWebToken token;

  ProvokedResource(SecurityIdentity identity, JsonWebToken token) {
    this.identity = identity;
    this.token = token;
  }

  /** A body with rules. */
  public record Body(@NotNull @Size(min = 1, max = 10) String name, int count, List<String> tags) {}

  @POST
  @PermitAll
  @RunOnVirtualThread
  @Consumes(MediaType.APPLICATION_JSON)
  public Map<String, Object> read(@NotNull @Valid Body body) {
    return Map.of("name", body.name());
  }

  @POST
  @Path("/event-loop")
  @PermitAll
  @io.smallrye.common.annotation.NonBlocking
  @Consumes(MediaType.APPLICATION_JSON)
  public Map<String, Object> readOnEventLoop(@NotNull @Valid Body body) {
    return Map.of("name", body.name());
  }

  @POST
  @Path("/form")
  @PermitAll
  @RunOnVirtualThread
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Map<String, Object> form(@RestForm String token) {
    return Map.of("length", token == null ? 0 : token.length());
  }

  @GET
  @Path("/problem")
  @PermitAll
  public String problem() {
    throw new ProblemException(CommonError.CONFLICT, "It is taken.")
        .withCause(new IllegalStateException("private cause"))
        .withHeader("Retry-After", "3")
        .withExtension("limit", 3)
        .withExtension("items", List.of(Map.of("a", "b")));
  }

  @GET
  @Path("/bug")
  @PermitAll
  public String bug() {
    throw new IllegalStateException("secret inside");
  }

  @GET
  @Path("/number/{n}")
  @PermitAll
  public String number(@PathParam("n") long n) {
    return Long.toString(n);
  }

  @GET
  @Path("/oauth")
  @PermitAll
  public String oauth() {
    throw new OAuthException(OAuthError.INVALID_CLIENT, "no such client");
  }

  @GET
  @Path("/unannotated")
  public String unannotated() {
    return "must not be reached";
  }

  @GET
  @Path("/caller")
  @RolesAllowed("keys.read")
  public Map<String, Object> caller() {
    return Map.of(
        "name", identity.getPrincipal().getName(),
        "roles", new TreeSet<>(identity.getRoles()),
        "profiles", new TreeSet<>(CallerIdentity.profiles(identity)));
  }

  @GET
  @Path("/viewer")
  @RolesAllowed("playback")
  public Map<String, Object> viewer() {
    return Map.of(
        "sub", token.getSubject(),
        "login", token.<String>getClaim("login"),
        "packages", String.valueOf(token.<Object>getClaim("packages")));
  }
}
