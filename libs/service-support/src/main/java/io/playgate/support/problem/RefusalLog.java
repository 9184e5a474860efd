package io.playgate.support.problem;

import io.playgate.support.method.KnownMethods;
import io.playgate.support.metrics.RequestMetrics;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line for each answer over 399, by whose {@code instance} the answer is found: code,
 * status, method, template of the path, caller. Under a flood it writes some lines of each code and
 * how many it left out; docs/reference/errors.md describes the line. No line holds a target, a
 * header or a body.
 */
@Singleton
public class RefusalLog {

  private static final Logger LOG = Logger.getLogger("io.playgate.refusal");
  private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e]{1,200}");

  /** Lines of one code that may come at once, and the time after which one more may come. */
  static final int BURST = 40;

  static final long NANOS_PER_LINE = 200_000_000L;

  /** How long after the first line left out their number is told. */
  private static final long TELL_MILLIS = 10_000;

  private final LongSupplier nanos;
  private final @Nullable Vertx vertx;
  private final Map<String, Budget> budgets = new ConcurrentHashMap<>();

  /**
   * Makes the log.
   *
   * @param vertx tells when it is time to say how many lines were left out
   */
  @Inject
  public RefusalLog(Vertx vertx) {
    this(System::nanoTime, vertx);
  }

  /**
   * A log for where nothing is injected. How many lines were left out is told by the next line
   * alone.
   */
  public static RefusalLog untimed() {
    return new RefusalLog(System::nanoTime, null);
  }

  RefusalLog(LongSupplier nanos, @Nullable Vertx vertx) {
    this.nanos = nanos;
    this.vertx = vertx;
  }

  /**
   * Notes a problem in the answer to the request that the resource layer is at.
   *
   * @param cause what went wrong inside, where the fault is ours
   */
  public void note(Problem problem, @Nullable Throwable cause) {
    note(problem.code(), problem.status(), problem.instance(), cause);
  }

  /** Notes an answer to the request that the resource layer is at. */
  public void note(String code, int status, String instance, @Nullable Throwable cause) {
    ResteasyReactiveRequestContext current = CurrentRequestManager.get();
    RoutingContext routing = current == null ? null : current.unwrap(RoutingContext.class);
    write(
        code,
        status,
        instance,
        routing == null ? null : routing.request(),
        routing == null ? "-" : callerOf(routing),
        "",
        cause);
  }

  /** Notes a problem in the answer of a route. */
  public void note(RoutingContext routing, Problem problem, @Nullable Throwable cause) {
    write(
        problem.code(),
        problem.status(),
        problem.instance(),
        routing.request(),
        callerOf(routing),
        "",
        cause);
  }

  /**
   * Notes a problem in an answer outside the router.
   *
   * @param more further pairs of name and value for the line, or nothing; never the text of a
   *     caller
   * @param cause what went wrong inside, where the fault is ours
   */
  public void note(
      HttpServerRequest request, Problem problem, String more, @Nullable Throwable cause) {
    write(problem.code(), problem.status(), problem.instance(), request, "-", more, cause);
  }

  /** Notes a problem in the answer to what never became a request. */
  public void noteUnread(Problem problem) {
    write(problem.code(), problem.status(), problem.instance(), null, "-", "", null);
  }

  private void write(
      String code,
      int status,
      String instance,
      @Nullable HttpServerRequest request,
      String caller,
      String more,
      @Nullable Throwable cause) {
    Logger.Level level = levelOf(status, cause);
    if (!LOG.isEnabled(level)) {
      return;
    }
    Budget budget = budgets.computeIfAbsent(code, added -> new Budget(nanos.getAsLong()));
    long leftOut = budget.take(nanos.getAsLong());
    if (leftOut < 0) {
      if (leftOut == Budget.TELL_LATER && vertx != null) {
        vertx.setTimer(TELL_MILLIS, due -> tell(code, budget));
      }
      return;
    }
    LOG.logf(
        level,
        cause,
        "code=%s status=%d method=%s route=%s caller=%s instance=%s%s%s",
        code,
        status,
        request == null ? "-" : KnownMethods.label(request.method()),
        request == null ? "-" : routeOf(request),
        caller,
        instance,
        more.isEmpty() ? "" : " " + more,
        leftOut == 0 ? "" : " left-out=" + leftOut);
  }

  private static Logger.Level levelOf(int status, @Nullable Throwable cause) {
    if (status < 500) {
      return Logger.Level.INFO;
    }
    return status == 500 && cause != null ? Logger.Level.ERROR : Logger.Level.WARN;
  }

  private static void tell(String code, Budget budget) {
    long leftOut = budget.tell();
    if (leftOut > 0) {
      LOG.infof("code=%s left-out=%d", code, leftOut);
    }
  }

  private static String routeOf(HttpServerRequest request) {
    Object template =
        request instanceof HttpServerRequestInternal known
            ? known.context().getLocal(RequestMetrics.TEMPLATE)
            : null;
    return template instanceof String text ? text : "-";
  }

  private static String callerOf(RoutingContext routing) {
    if (!(routing.user() instanceof QuarkusHttpUser user)
        || user.getSecurityIdentity().isAnonymous()) {
      return "-";
    }
    String name = String.valueOf(user.getSecurityIdentity().getPrincipal().getName());
    return PLAIN.matcher(name).matches() ? name : "?";
  }

  /** The lines that one code may still have: a bucket of tokens. */
  static final class Budget {
    /** A line is left out, and somebody has to {@link #tell} in a while. */
    static final long TELL_LATER = -1;

    private static final long LEFT_OUT = -2;

    private double lines = BURST;
    private long seen;
    private long leftOut;
    private boolean telling;

    Budget(long now) {
      this.seen = now;
    }

    /**
     * Takes a line.
     *
     * @return how many were left out before it, or a negative number where it is to be left out
     */
    synchronized long take(long now) {
      lines = Math.min(BURST, lines + (double) (now - seen) / NANOS_PER_LINE);
      seen = now;
      if (lines < 1) {
        leftOut++;
        boolean first = !telling;
        telling = true;
        return first ? TELL_LATER : LEFT_OUT;
      }
      lines--;
      return take();
    }

    /** Returns how many were left out since a line last said so. */
    synchronized long tell() {
      telling = false;
      return take();
    }

    private long take() {
      long taken = leftOut;
      leftOut = 0;
      return taken;
    }
  }
}
