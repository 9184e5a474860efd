package io.playgate.support.oauth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.playgate.support.limit.SampledLog;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers {@link OAuthException} as RFC 6749 section 5.2 says. */
public class OAuthErrorMapper {

  private static final Logger LOG = Logger.getLogger(OAuthErrorMapper.class);
  private static final JsonFactory JSON = new JsonFactory();

  private final SampledLog outcomes = new SampledLog(LOG, Duration.ofSeconds(1), Clock.systemUTC());

  /** The error as JSON, never cached; an unknown client is challenged. */
  @ServerExceptionMapper
  public Response oauth(OAuthException failure) {
    if (failure.error().status() >= 500) {
      if (failure.getCause() == null) {
        // An outcome that was chosen, as under a flood: no fault of ours, and not a line for each.
        outcomes.warn(String.valueOf(failure.getMessage()));
      } else {
        LOG.errorf(failure.getCause(), "%s", failure.getMessage());
      }
    }
    Response.ResponseBuilder answer =
        Response.status(failure.error().status())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header("Pragma", "no-cache")
            .entity(body(failure));
    if (failure.error() == OAuthError.INVALID_CLIENT) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"playgate\"");
    }
    failure.headers().forEach(answer::header);
    return answer.build();
  }

  private static byte[] body(OAuthException failure) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("error", failure.error().code());
      json.writeStringField("error_description", failure.description());
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
