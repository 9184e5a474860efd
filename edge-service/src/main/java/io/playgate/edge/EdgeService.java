package io.playgate.edge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts edge-service. */
@QuarkusMain
public final class EdgeService {

  private EdgeService() {}

  /**
   * Starts, and returns when the process is told to stop.
   *
   * <p>The HTTP server's own look at each request target is switched off: it parses every target a
   * second time, and answers what it does not like with a bare 400, where the path grammar, which
   * is stricter, gives a reason. (A native executable has it off by {@code
   * quarkus.native.additional-build-args}.)
   */
  public static void main(String... arguments) {
    System.setProperty("vertx.disableURIValidation", "true");
    Quarkus.run(arguments);
  }
}
