package io.playgate.edge.denial;

import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.edge.verdict.EdgeVerdict;
import io.playgate.edge.verdict.VerdictConfig;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ErrorCode;
import io.playgate.support.problem.Problem;
import io.playgate.support.problem.RefusalLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes refusals and failures: problem+json that is never cached. A refusal also has its code in
 * the header {@code Playgate-Deny}, where a player that sees no bodies, and a proxy that passes on
 * headers alone, can read it.
 */
@Singleton
public class Denial {

  /** The header that holds the coarse code of a refusal. */
  public static final CharSequence DENY = HttpHeaders.createOptimized("Playgate-Deny");

  private static final CharSequence DENY_NUMBER =
      HttpHeaders.createOptimized("Playgate-Deny-Number");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);
  private static final CharSequence REFERRER_POLICY =
      HttpHeaders.createOptimized("Referrer-Policy");
  private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");

  /** Seconds after which a request that could not be judged may be tried again. */
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("2");

  private static final Pattern UNPLAIN = Pattern.compile("[^\\x20-\\x7e]|\"");
  private static final int MAX_CAUSE_CHARACTERS = 200;

  private final RefusalLog log;
  private final boolean showNumber;

  /** Reads what may be shown. */
  @Inject
  public Denial(VerdictConfig config, RefusalLog log) {
    this.log = log;
    this.showNumber = config.showDenyNumber();
  }

  /**
   * Answers a media request that was refused. A path under no delivery profile is no secret: it is
   * 404 as on any server.
   */
  public void answerMedia(HttpServerRequest request, EdgeVerdict.Deny deny) {
    if (deny.profile() == null && deny.code() == DenyCode.OUTSIDE_ACL) {
      write(request, Problem.of(CommonError.NOT_FOUND, null), lineOf(deny));
    } else {
      answer(request, deny);
    }
  }

  /** Answers a refusal with 403. */
  public void answer(HttpServerRequest request, EdgeVerdict.Deny deny) {
    EdgeError error = EdgeError.of(deny.code());
    HttpServerResponse response = request.response();
    response.putHeader(DENY, error.code());
    if (error == EdgeError.UNAVAILABLE) {
      response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    Map<String, Object> extensions = Map.of();
    if (showNumber) {
      response.putHeader(DENY_NUMBER, Integer.toString(deny.code().number()));
      extensions = Map.of("denyNumber", deny.code().number());
    }
    write(request, Problem.of(error, detail(error), extensions), lineOf(deny));
  }

  /** Refuses a forward-auth question that does not say, or says twice, what it is about. */
  public void answerUnclear(HttpServerRequest request, String detail) {
    request.response().putHeader(DENY, EdgeError.TARGET_UNCLEAR.code());
    write(request, Problem.of(EdgeError.TARGET_UNCLEAR, detail), "");
  }

  /** Answers anything else that goes wrong. */
  public void answer(HttpServerRequest request, ErrorCode error, @Nullable String detail) {
    write(request, Problem.of(error, detail), "");
  }

  /**
   * Answers what goes wrong with the origin of an admitted request.
   *
   * @param cause for the log; never the text of a caller or of an origin
   */
  public void answerOrigin(
      HttpServerRequest request, EdgeError error, EdgeVerdict.Allow allow, String cause) {
    write(request, Problem.of(error, null), lineOf(allow, cause));
  }

  /**
   * Notes that an answer whose head was sent already had to be broken off.
   *
   * @param cause for the log; never the text of a caller or of an origin
   */
  public void noteBrokenOff(
      HttpServerRequest request, EdgeError error, EdgeVerdict.Allow allow, String cause) {
    log.note(request, Problem.of(error, null), "broken-off=true " + lineOf(allow, cause), null);
  }

  private static String lineOf(EdgeVerdict.Allow allow, String cause) {
    return "profile=%s sid=%s cause=%s"
        .formatted(allow.profile().id(), orDash(allow.admitted().grant().session()), quoted(cause));
  }

  /** Answers a fault of ours, and logs where it happened: its message might quote a token. */
  public void answerFault(HttpServerRequest request, Throwable fault) {
    Problem problem = Problem.of(CommonError.INTERNAL_ERROR, null);
    Throwable where = new Throwable(fault.getClass().getName());
    where.setStackTrace(fault.getStackTrace());
    log.note(request, problem, "", where);
    HttpServerResponse response = request.response();
    if (response.headWritten()) {
      response.reset();
    } else if (!response.ended() && !response.closed()) {
      send(request, problem);
    }
  }

  private void write(HttpServerRequest request, Problem problem, String more) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    log.note(request, problem, more, null);
    send(request, problem);
  }

  private static void send(HttpServerRequest request, Problem problem) {
    HttpServerResponse response = request.response();
    byte[] body = problem.toJson();
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
        .putHeader(REFERRER_POLICY, NO_REFERRER);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length)).end();
    } else {
      response.end(Buffer.buffer(body));
    }
  }

  private static String lineOf(EdgeVerdict.Deny deny) {
    DeliveryProfile profile = deny.profile();
    return "deny=%d profile=%s dialect=%s sid=%s kid=%s rule=%s cause=%s"
        .formatted(
            deny.code().number(),
            profile == null ? "-" : profile.id(),
            profile == null ? "-" : profile.dialectId(),
            orDash(deny.session()),
            orDash(deny.kid()),
            orDash(deny.rule()),
            quoted(deny.detail()));
  }

  private static String orDash(@Nullable String id) {
    return id == null ? "-" : id;
  }

  /** One bounded text that cannot be taken for further members of the line. */
  private static String quoted(String text) {
    String plain = UNPLAIN.matcher(text).replaceAll("?");
    return '"' + plain.substring(0, Math.min(plain.length(), MAX_CAUSE_CHARACTERS)) + '"';
  }

  private static String detail(EdgeError error) {
    return switch (error) {
      case TOKEN_MISSING -> "Use the URL of a playback session as it was given.";
      case TOKEN_EXPIRED -> "Refresh the playback session and use the new token.";
      case TOKEN_NOT_YET_VALID -> "Try again later, or check the clocks.";
      case BINDING -> "Ask for a playback session from here.";
      case OUTSIDE_ACL -> "The token is for another asset, path or method.";
      case REVOKED -> "Ask for a new playback session, if the viewer is still entitled.";
      case HELD -> "Playback goes on once the suspension is lifted.";
      case UNAVAILABLE -> "Try again in a few seconds.";
      default -> "Ask for a new playback session.";
    };
  }
}
