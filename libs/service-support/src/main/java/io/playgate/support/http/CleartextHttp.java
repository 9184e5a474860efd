package io.playgate.support.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Speaks HTTP/1.1 only where there is no TLS; with TLS, HTTP/2 is negotiated as usual. The upgrade
 * of a cleartext connection, which RFC 9113 dropped but Java's own HTTP client still asks for, ends
 * in an error of the REST layer: a request that was upgraded is over before it is read.
 */
@ApplicationScoped
public class CleartextHttp implements HttpServerOptionsCustomizer {

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
