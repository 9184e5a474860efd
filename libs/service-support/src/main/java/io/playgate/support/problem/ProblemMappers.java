package io.playgate.support.problem;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Turns every failure of a REST resource into problem+json. No text of an exception is passed on: a
 * caller reads the catalogue's title and a detail written for them; the log has the rest, found by
 * {@code instance}.
 */
public class ProblemMappers {

  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  private static final int MAX_CAUSES = 20;

  private final RefusalLog log;

  /**
   * Makes the mappers.
   *
   * @param log where every answer is noted
   */
  public ProblemMappers(RefusalLog log) {
    this.log = log;
  }

  /** An outcome that a service chose. */
  @ServerExceptionMapper
  public Response problem(ProblemException failure) {
    Problem problem = Problem.of(failure.code(), failure.publicDetail(), failure.extensions());
    Response.ResponseBuilder answer =
        answer(problem, problem.status() >= 500 ? failure.getCause() : null);
    failure.headers().forEach(answer::header);
    return answer.build();
  }

  /** A field that breaks a rule of Bean Validation; a broken return value is our own fault. */
  @ServerExceptionMapper
  public Response validation(ConstraintViolationException failure) {
    List<FieldError> errors = new ArrayList<>();
    for (ConstraintViolation<?> violation : failure.getConstraintViolations()) {
      if (isOfReturnValue(violation.getPropertyPath())) {
        return anythingElse(failure);
      }
      errors.add(new FieldError(fieldOf(violation.getPropertyPath()), violation.getMessage()));
    }
    errors.sort(Comparator.comparing(FieldError::field));
    return answer(InvalidRequest.problem(errors)).build();
  }

  /** JSON that is not JSON. */
  @ServerExceptionMapper({StreamReadException.class, JsonParseException.class})
  public Response malformedJson(StreamReadException failure) {
    return answer(Problem.of(CommonError.MALFORMED_REQUEST, "The body is not valid JSON.")).build();
  }

  /** JSON with members longer or nested deeper than the reader allows. */
  @ServerExceptionMapper
  public Response excessiveJson(StreamConstraintsException failure) {
    return answer(
            Problem.of(CommonError.MALFORMED_REQUEST, "The body is nested too deeply or too long."))
        .build();
  }

  /** JSON of another shape than the one asked for. */
  @ServerExceptionMapper({
    MismatchedInputException.class,
    InvalidFormatException.class,
    ValueInstantiationException.class
  })
  public Response mismatchedJson(JsonMappingException failure) {
    String field = pathOf(failure);
    return answer(
            Problem.of(
                CommonError.INVALID_REQUEST,
                field == null
                    ? "The body is not of the expected form."
                    : "The value of one member is missing or of the wrong type.",
                field == null
                    ? Map.of()
                    : Map.of(
                        "errors",
                        List.of(Map.of("field", field, "message", "missing or wrong type")))))
        .build();
  }

  /** A credential that was sent and not accepted. */
  @ServerExceptionMapper
  public Response authenticationFailed(AuthenticationFailedException failure) {
    return answer(
            Problem.of(
                CommonError.INVALID_TOKEN,
                "It is expired, malformed, or not meant for this service."))
        .header(HttpHeaders.WWW_AUTHENTICATE, Challenges.invalidToken())
        .build();
  }

  /** As {@link #authenticationFailed}, where the framework says it in another way. */
  @ServerExceptionMapper
  public Response authenticationNotCompleted(AuthenticationCompletionException failure) {
    return answer(Problem.of(CommonError.INVALID_TOKEN, null))
        .header(HttpHeaders.WWW_AUTHENTICATE, Challenges.invalidToken())
        .build();
  }

  /** No credential where one is needed. */
  @ServerExceptionMapper
  public Response unauthenticated(UnauthorizedException failure) {
    return answer(
            Problem.of(CommonError.UNAUTHENTICATED, "Send one as Authorization: Bearer <token>."))
        .header(HttpHeaders.WWW_AUTHENTICATE, Challenges.missing())
        .build();
  }

  /** A good credential without the scope. */
  @ServerExceptionMapper
  public Response forbidden(ForbiddenException failure) {
    return answer(Problem.of(CommonError.INSUFFICIENT_SCOPE, null))
        .header(HttpHeaders.WWW_AUTHENTICATE, Challenges.insufficientScope(null))
        .build();
  }

  /** No resource for the path. Registered on its own, as development mode has a page for it. */
  @ServerExceptionMapper
  public Response notFound(NotFoundException failure) {
    return framework(failure);
  }

  /** What the framework says by status: 404, 405, 406, 415, a parameter that cannot be read. */
  @ServerExceptionMapper
  public Response framework(WebApplicationException failure) {
    Response original = failure.getResponse();
    int status = original.getStatus();
    if (status < 400) {
      return original;
    }
    Problem problem = Problem.of(CommonError.ofStatus(status), null);
    Response.ResponseBuilder answer =
        answer(problem, status >= 500 ? failure : null).status(status);
    for (String name : List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER)) {
      String value = original.getHeaderString(name);
      if (value != null) {
        answer.header(name, value);
      }
    }
    return answer.build();
  }

  /** Anything else is our fault, and the caller reads only that. */
  @ServerExceptionMapper
  public Response anythingElse(Throwable failure) {
    if (isOfTheMoment(failure)) {
      Problem problem = Problem.of(CommonError.UNAVAILABLE, "Try again shortly.");
      LOG.debugf(failure, "The database did not do it in time (%s)", problem.instance());
      return answer(problem).header(HttpHeaders.RETRY_AFTER, "5").build();
    }
    Problem problem = Problem.of(CommonError.INTERNAL_ERROR, null);
    if (failure instanceof IOException) {
      // Most of them are callers that went away in the middle of their request: no error.
      LOG.debugf(failure, "Request not read or answered (%s)", problem.instance());
      return answer(problem).build();
    }
    return answer(problem, failure).build();
  }

  /**
   * Whether the database refused for now: no connection (08, or none of the pool's, which has no
   * state), no resources (53), shutting down or cancelled (57), a lock or a transaction that timed
   * out (55P03, 25P03), a deadlock or a conflict (40).
   */
  private static boolean isOfTheMoment(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return cause instanceof SQLTransientException
            || state == null
            || state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.startsWith("40")
            || state.equals("55P03")
            || state.equals("25P03");
      }
      cause = cause.getCause();
    }
    return false;
  }

  private Response.ResponseBuilder answer(Problem problem) {
    return answer(problem, null);
  }

  private Response.ResponseBuilder answer(Problem problem, @Nullable Throwable cause) {
    log.note(problem, cause);
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(problem.toJson());
  }

  private static boolean isOfReturnValue(Path path) {
    for (Path.Node node : path) {
      if (node.getKind() == ElementKind.RETURN_VALUE) {
        return true;
      }
    }
    return false;
  }

  /**
   * The path as the caller knows it: without our method's name, and its parameter's where it can
   * be.
   */
  private static String fieldOf(Path path) {
    StringBuilder field = new StringBuilder();
    String parameter = "";
    for (Path.Node node : path) {
      switch (node.getKind()) {
        case METHOD, CONSTRUCTOR, CROSS_PARAMETER, BEAN -> {
          // not the caller's business
        }
        case PARAMETER -> parameter = String.valueOf(node.getName());
        default -> {
          if (node.getIndex() != null) {
            field.append('[').append(node.getIndex()).append(']');
          }
          if (node.getName() != null && node.getKind() == ElementKind.PROPERTY) {
            if (!field.isEmpty()) {
              field.append('.');
            }
            field.append(node.getName());
          }
        }
      }
    }
    return field.isEmpty() ? parameter : field.toString();
  }

  private static @Nullable String pathOf(JsonMappingException failure) {
    StringBuilder field = new StringBuilder();
    for (JsonMappingException.Reference reference : failure.getPath()) {
      if (reference.getFieldName() == null) {
        field.append('[').append(reference.getIndex()).append(']');
      } else {
        if (!field.isEmpty()) {
          field.append('.');
        }
        field.append(reference.getFieldName());
      }
    }
    return field.isEmpty() || field.length() > 200 ? null : field.toString();
  }
}
