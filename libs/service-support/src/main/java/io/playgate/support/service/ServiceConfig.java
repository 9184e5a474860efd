package io.playgate.support.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who this service is, and whom it believes. */
@ConfigMapping(prefix = "playgate.service")
public interface ServiceConfig {

  /**
   * Client id under which this service calls others: {@code iss} and {@code sub} of its assertions.
   * It must stand, with the public key, in the clients file of each service it calls.
   */
  Optional<String> id();

  /**
   * Base URL under which callers reach this service, for example {@code https://token.example.com}:
   * links in answers begin with it. Without it they are relative. They never come from the request,
   * whose {@code Host} header anybody writes.
   */
  Optional<URI> baseUrl();

  /** What callers name this service in {@code aud}, for example {@code playgate:token}. */
  Optional<String> audience();

  /**
   * File with this service's private key: one JWK (kty EC, crv P-256, with {@code d} and {@code
   * kid}). Mode 0600 or 0440.
   */
  Optional<Path> privateKeyFile();

  /**
   * File with the public keys, scopes and profiles of the services and edges that may call this
   * one. Read again when it changes. Without it no assertion is accepted.
   */
  Optional<Path> clientsFile();

  /**
   * How often the clients file is checked: a change takes effect, and a removed client is rejected,
   * after at most this long.
   */
  @WithDefault("PT0.25S")
  Duration clientsFileCheckInterval();

  /**
   * For how long the last good content stays in force after the clients file broke or went missing.
   * Then every client of it is refused, and its feeds end, until the file is mended. The log says
   * so as an error twice a minute.
   */
  @WithDefault("PT5M")
  Duration clientsFileBrokenLimit();
}
