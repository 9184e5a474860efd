package io.playgate.benchmarks.bare;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Answers a small JSON object, on the event loop. */
@Path("/bare")
@Produces(MediaType.APPLICATION_JSON)
public class BareResource {
  private static final Answer ANSWER = new Answer("ok", 1);

  /** What both methods answer. */
  public record Answer(String status, int version) {}

  /** The peer of reads. */
  @GET
  @NonBlocking
  public Answer get() {
    return ANSWER;
  }

  /** The peer of calls with a form or an empty body. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @NonBlocking
  public Answer post() {
    return ANSWER;
  }
}
