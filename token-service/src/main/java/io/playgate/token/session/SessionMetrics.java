package io.playgate.token.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.support.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what becomes of playback requests. */
@ApplicationScoped
class SessionMetrics {
  private final MeterRegistry registry;

  SessionMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** What a request asked for. */
  enum Operation {
    START("start"),
    REFRESH("refresh"),
    END("end");

    private final String label;

    Operation(String label) {
      this.label = label;
    }
  }

  /** What a request that was granted came to. */
  enum Outcome {
    /** A session is new. */
    CREATED("playgate.sessions.created"),
    /** A live session was answered again. */
    RESUMED("playgate.sessions.resumed"),
    /** A session got its next token. */
    REFRESHED("playgate.sessions.refreshed"),
    /** A session was ended by its viewer. */
    ENDED("playgate.sessions.ended");

    private final String counter;

    Outcome(String counter) {
      this.counter = counter;
    }
  }

  void granted(Outcome outcome) {
    registry.counter(outcome.counter).increment();
  }

  void failed(Operation operation, Throwable failure) {
    String code = failure instanceof ProblemException problem ? problem.code().code() : "internal";
    registry
        .counter("playgate.sessions.denied", "operation", operation.label, "code", code)
        .increment();
  }
}
