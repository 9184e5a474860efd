package io.playgate.support.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Is written to in every way a test asks for. */
@Path("/written")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
public class WrittenResource {

  /** A kind of binding. */
  public enum Binding {
    @JsonProperty("none")
    NONE,
    @JsonProperty("exact")
    EXACT
  }

  /** A nested object. */
  public record Bindings(@Nullable Binding ip, @Nullable String domain) {}

  /** A body with every kind of member. */
  public record Body(
      @NotNull String name,
      @Nullable Integer count,
      @Nullable Boolean flag,
      @Nullable Instant endsAt,
      @Nullable @Valid Bindings bindings,
      @Nullable List<Bindings> list,
      @Nullable Map<String, Bindings> byName,
      int primitive) {

    /** A rule that looks like a member. */
    @AssertTrue(message = "must be a period")
    public boolean isPeriod() {
      return true;
    }
  }

  /** Parameters in a bean. */
  public static class Paging {
    @QueryParam("after")
    public @Nullable String after;

    @QueryParam("limit")
    @DefaultValue("10")
    public int limit;
  }

  @PUT
  @RunOnVirtualThread
  @Consumes(MediaType.APPLICATION_JSON)
  public Map<String, Object> put(@NotNull @Valid Body body) {
    return Map.of("name", body.name());
  }

  @PUT
  @Path("/event-loop")
  @NonBlocking
  @Consumes(MediaType.APPLICATION_JSON)
  public Map<String, Object> putOnEventLoop(@NotNull @Valid Body body) {
    return Map.of("name", body.name());
  }

  @POST
  @Path("/bytes")
  @Consumes(MediaType.APPLICATION_JSON)
  @IgnoresUnknownParameters("test of a third party's body")
  public Map<String, Object> bytes(byte[] body) {
    return Map.of("length", body.length);
  }

  @GET
  public Map<String, Object> list(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("10") int limit,
      @QueryParam("now") @DefaultValue("false") boolean now,
      @QueryParam("tag") List<String> tags) {
    return Map.of("limit", limit, "tags", tags, "now", now);
  }

  @GET
  @Path("/bean")
  public Map<String, Object> bean(@BeanParam Paging paging) {
    return Map.of("limit", paging.limit);
  }

  @GET
  @Path("/secured")
  @RolesAllowed("nobody")
  public Map<String, Object> secured() {
    return Map.of();
  }

  @POST
  @Path("/nothing")
  @RunOnVirtualThread
  public Map<String, Object> nothing() {
    return Map.of("read", false);
  }

  @POST
  @Path("/nothing/event-loop")
  @NonBlocking
  public Map<String, Object> nothingOnEventLoop(@QueryParam("format") @Nullable String format) {
    return Map.of("read", false);
  }
}
