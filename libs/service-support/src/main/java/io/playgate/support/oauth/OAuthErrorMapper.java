package io.playgate.support.oauth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.playgate.support.problem.RefusalLog;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers {@link OAuthException} as RFC 6749 section 5.2 says. */
public class OAuthErrorMapper {

  private static final JsonFactory JSON = new JsonFactory();

  private final RefusalLog log;

  /**
   * Makes the mapper.
   *
   * @param log where every answer is noted
   */
  public OAuthErrorMapper(RefusalLog log) {
    this.log = log;
  }

  /** The error as JSON, never cached; an unknown client is challenged. */
  @ServerExceptionMapper
  public Response oauth(OAuthException failure) {
    int status = failure.error().status();
    String instance = "urn:uuid:" + UUID.randomUUID();
    log.note(failure.error().code(), status, instance, status >= 500 ? failure.getCause() : null);
    Response.ResponseBuilder answer =
        Response.status(status)
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header("Pragma", "no-cache")
            .entity(body(failure, instance));
    if (failure.error() == OAuthError.INVALID_CLIENT) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"playgate\"");
    }
    failure.headers().forEach(answer::header);
    return answer.build();
  }

  private static byte[] body(OAuthException failure, String instance) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("error", failure.error().code());
      json.writeStringField("error_description", failure.description());
      json.writeStringField("instance", instance);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
