package io.playgate.support.problem;

import io.playgate.support.method.KnownMethods;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives the failures below the resource layer the same form: a request target that the router
 * cannot use, a body over the limit, a failure in a route.
 *
 * <p>The framework's own body limit answers without a body, and for a body of unannounced length
 * only after the resource began to read it. So the limit {@code quarkus.http.limits.max-body-size}
 * is kept here: by the announced length, or by collecting an unannounced body up to the limit, off
 * the resource's thread. What the HTTP parser itself refuses (a broken request line,
 * percent-encoding that is none, headers over the limit) never reaches a route: the server answers
 * 400, 414 or 431 with an empty body and closes.
 */
@ApplicationScoped
public class ProblemRoutes {

  private static final Logger LOG = Logger.getLogger(ProblemRoutes.class);

  /** Before the framework's limit, whose order is -2, and after CORS and metrics. */
  private static final int BODY_ORDER = -10;

  /** How long, and how many bytes, a caller whose body was refused may go on sending. */
  private static final long LINGER_MILLIS = 2_000;

  private static final long LINGER_BYTES = 16L * 1024 * 1024;

  private final long maxBodyBytes;
  private final RefusalLog log;

  /**
   * Makes the routes.
   *
   * @param config the HTTP server's configuration, for the body limit
   * @param log where every answer is noted
   */
  public ProblemRoutes(VertxHttpConfig config, RefusalLog log) {
    this.log = log;
    this.maxBodyBytes =
        config.limits().maxBodySize().map(size -> size.asLongValue()).orElse(Long.MAX_VALUE);
  }

  void install(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE + 1).handler(this::refuseInventedMethod);
    router.route().order(BODY_ORDER).handler(this::limitBody);
    // Failures reach this one before the framework's error page, which is the last.
    router.route().order(Integer.MAX_VALUE - 1).failureHandler(this::answerFailure);
  }

  /** Before anything is asked, kept or measured by the method's name. */
  private void refuseInventedMethod(RoutingContext context) {
    if (KnownMethods.isKnown(context.request().method())) {
      context.next();
    } else {
      end(context, Problem.of(CommonError.NOT_IMPLEMENTED, null));
    }
  }

  private void limitBody(RoutingContext context) {
    HttpServerRequest request = context.request();
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      if (exceedsLimit(length)) {
        refuseBody(context);
      } else {
        context.next();
      }
    } else if (request.isEnded() || request.headers().contains(HttpHeaders.UPGRADE)) {
      context.next();
    } else {
      collectBody(context);
    }
  }

  private boolean exceedsLimit(String length) {
    try {
      return Long.parseLong(length) > maxBodyBytes;
    } catch (NumberFormatException tooLongForANumber) {
      return true;
    }
  }

  private void collectBody(RoutingContext context) {
    HttpServerRequest request = context.request();
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    Buffer body = Buffer.buffer();
    boolean[] refused = {false};
    request.handler(chunk -> {
      if (refused[0]) {
        return;
      }
      if (body.length() + (long) chunk.length() > maxBodyBytes) {
        refused[0] = true;
        refuseBody(context);
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> {
      if (!refused[0]) {
        ((RoutingContextInternal) context).setBody(body);
        context.next();
      }
    });
    request.exceptionHandler(gone -> LOG.debug("A caller went away while it sent a body"));
    request.resume();
  }

  /**
   * Answers, then reads on a little without keeping anything before it closes: a caller that is
   * still sending would otherwise see its connection reset and never read the answer.
   */
  private void refuseBody(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.response().putHeader(HttpHeaders.CONNECTION, "close");
    long alarm = context.vertx().setTimer(LINGER_MILLIS, late -> request.connection().close());
    long[] read = {0};
    if (!request.isEnded()) {
      request.handler(chunk -> {
        read[0] += chunk.length();
        if (read[0] > LINGER_BYTES) {
          request.connection().close();
        }
      });
      request.endHandler(end -> {
        context.vertx().cancelTimer(alarm);
        request.connection().close();
      });
      request.exceptionHandler(gone -> context.vertx().cancelTimer(alarm));
      request.resume();
    }
    end(
        context,
        Problem.of(CommonError.BODY_TOO_LARGE, "At most " + maxBodyBytes + " bytes are read."));
  }

  private void answerFailure(RoutingContext context) {
    int status = context.statusCode();
    if (context.response().ended() || context.response().headWritten() || status < 400) {
      context.next();
      return;
    }
    Problem problem = Problem.of(CommonError.ofStatus(status), null);
    end(context, problem, status >= 500 ? context.failure() : null);
  }

  private void end(RoutingContext context, Problem problem) {
    end(context, problem, null);
  }

  private void end(RoutingContext context, Problem problem, @Nullable Throwable cause) {
    log.note(context, problem, cause);
    HttpServerResponse response = context.response();
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Buffer.buffer(problem.toJson()));
  }
}
