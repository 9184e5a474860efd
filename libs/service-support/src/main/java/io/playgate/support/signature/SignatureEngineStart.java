package io.playgate.support.signature;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Chooses the engines of signatures as the service starts, before anything signs or verifies. One
 * that does not give the known answers stops the start.
 */
@Singleton
public class SignatureEngineStart {
  private static final Logger LOG = Logger.getLogger(SignatureEngineStart.class);
  private static final int FIRST = 1;

  private final Instance<MeterRegistry> registries;
  private final Optional<String> march;

  /**
   * Makes the bean.
   *
   * @param registries the registry, where the service has one
   * @param march the processors that a native executable was built for; absent where its builder's
   *     default was taken
   */
  public SignatureEngineStart(
      Instance<MeterRegistry> registries,
      @ConfigProperty(name = "playgate.native.march") Optional<String> march) {
    this.registries = registries;
    this.march = march;
  }

  void start(@Observes @Priority(FIRST) StartupEvent event) {
    SignatureEngines engines = SignatureEngines.current();
    Es256.register(engines);
    Map<String, String> byOperation = engines.byOperation();
    LOG.infof(
        "Signature engines, known answers given for P-256 and Ed25519: %s", listed(byOperation));
    if (ImageMode.current() == ImageMode.NATIVE_RUN) {
      LOG.infof("Native executable for processors of %s", march.orElse("the builder's default"));
    }
    if (registries.isResolvable()) {
      measure(byOperation, registries.get());
    }
  }

  private static String listed(Map<String, String> byOperation) {
    return byOperation.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  static void measure(Map<String, String> byOperation, MeterRegistry registry) {
    byOperation.forEach((operation, engine) ->
        Gauge.builder("playgate.signature.engine", () -> 1)
            .description("Which engine does an operation: 1 for the one in use")
            .tag("operation", operation)
            .tag("engine", engine)
            .register(registry));
  }
}
