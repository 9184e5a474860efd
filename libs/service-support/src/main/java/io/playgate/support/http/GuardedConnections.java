package io.playgate.support.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Puts a guard on every connection that a server of this process accepts ({@link ConnectionGuard}).
 * The library that accepts them is told by system properties, before there is a server.
 */
@ApplicationScoped
@Unremovable
public class GuardedConnections implements VertxOptionsCustomizer {

  /** Milliseconds that a request may take. */
  static final String DEADLINE = "io.playgate.request-deadline-millis";

  private final RequestConfig config;

  /** Makes the customizer. */
  public GuardedConnections(RequestConfig config) {
    this.config = config;
  }

  @Override
  public void accept(VertxOptions options) {
    System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    System.setProperty(DEADLINE, Long.toString(config.requestDeadline().toMillis()));
  }
}
