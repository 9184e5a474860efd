package io.playgate.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration of auth-service. */
@ConfigMapping(prefix = "playgate.auth")
public interface AuthConfig {

  /**
   * File with clients that exist from the start: {@code
   * {"clients":[{"id","secretSha256","scopes"}]}} with the lower-case hex SHA-256 of the secret, or
   * {@code publicKeys} (JWKs) in its place. Each start brings the clients it names to what it says.
   * It is how the first administrator comes to be; it holds no secret.
   */
  Optional<Path> bootstrapClientsFile();

  /** {@code client_id} in viewer tokens: the customer's own apps. */
  @WithDefault("first-party")
  String firstPartyClientId();

  /** Lifetime of a viewer token; at most an hour, as nothing takes one back at the apps. */
  @WithDefault("PT10M")
  Duration viewerTokenLifetime();

  /** Lifetime of a client's access token; at most an hour. */
  @WithDefault("PT5M")
  Duration accessTokenLifetime();

  /** Sign-in sessions. */
  SignIn signIn();

  /** Entitlements. */
  Entitlements entitlements();

  /** Password hashing. */
  Password password();

  /** Signing keys. */
  SigningKeys signingKeys();

  /** Configuration of sign-in sessions and of the brake on guessing. */
  interface SignIn {

    /** Devices a viewer may be signed in on at once, where the viewer has no limit of their own. */
    @WithDefault("5")
    @Min(1)
    @Max(1000)
    int defaultDeviceLimit();

    /**
     * How long after its last sign-in the id of a device is known, so that signing in again
     * continues the device. A device with a live session is known in any case.
     */
    @WithDefault("P365D")
    Duration deviceMemory();

    /** A session that is not refreshed for this long ends. */
    @WithDefault("P30D")
    Duration idleLifetime();

    /**
     * How long a refresh token that was exchanged is answered the same successor again, at most a
     * minute: for an app whose answer was lost, or which sent it twice. 0 is never; then that signs
     * the viewer out, as any later reuse does.
     */
    @WithDefault("PT10S")
    Duration refreshGrace();

    /** A session ends this long after the password was given, however often it is refreshed. */
    @WithDefault("P180D")
    Duration maxLifetime();

    /** Wrong passwords for a login from one address before each further one delays the next. */
    @WithDefault("5")
    @Min(1)
    int freeFailuresPerAddress();

    /** Longest delay of a login from one address. */
    @WithDefault("PT15M")
    Duration maxDelayPerAddress();

    /** Wrong passwords for a login from all addresses before each further one delays the next. */
    @WithDefault("30")
    @Min(1)
    int freeFailuresPerLogin();

    /** Longest delay of a login from addresses that have not signed it in before. */
    @WithDefault("PT30S")
    Duration maxDelayPerLogin();

    /**
     * Wrong passwords from one address, for whatever logins, before it has to wait for the next. Of
     * IPv6 an address is a /64; a network, a /24 or /48, has four times as many. Logins that the
     * address, or the device that is named, signed in before do not count.
     */
    @WithDefault("30")
    @Min(1)
    @Max(10000)
    int attemptsPerAddress();

    /** Time in which an address has one of these back; a network has one in a quarter of it. */
    @WithDefault("PT20S")
    Duration attemptInterval();

    /**
     * Sign-ins that may wait for their turn. Where all places are taken, one more has that of the
     * last of the longest queue, by network and by address.
     */
    @WithDefault("512")
    @Min(16)
    @Max(100000)
    int maxWaiting();

    /** How long failures count, and how long an address that signed a login in is remembered. */
    @WithDefault("PT1H")
    Duration failureMemory();

    /** How long an address that signed a login in is not held up by other addresses' failures. */
    @WithDefault("P30D")
    Duration addressMemory();
  }

  /** Configuration of entitlements. */
  interface Entitlements {

    /** Entitlements a viewer may have, over all packages and sources. */
    @WithDefault("500")
    @Min(1)
    @Max(5000)
    int maxPerViewer();

    /**
     * Most packages that stand in one viewer token. Their names together are kept to 4096
     * characters, and with the entitlements to 4608, so that the token fits into a header.
     */
    @WithDefault("500")
    @Min(1)
    @Max(500)
    int maxPackagesPerToken();

    /** How long the id of a billing event is remembered, so that a repetition changes nothing. */
    @WithDefault("P30D")
    Duration eventMemory();
  }

  /** Configuration of Argon2id (RFC 9106). */
  interface Password {

    /** Memory of one hash in KiB; OWASP's minimum is the default. */
    @WithDefault("19456")
    @Min(7168)
    @Max(1048576)
    int memoryKib();

    /** Passes over the memory. */
    @WithDefault("2")
    @Min(1)
    @Max(100)
    int iterations();

    /** Lanes. */
    @WithDefault("1")
    @Min(1)
    @Max(16)
    int parallelism();

    /** Hashes computed at once; by default as many as there are processors. */
    Optional<Integer> maxConcurrent();

    /** How long a request waits for its turn before it is answered 503. */
    @WithDefault("PT5S")
    Duration maxWait();
  }

  /** Configuration of signing keys. */
  interface SigningKeys {

    /** How long a key signs before the next one takes over. */
    @WithDefault("P30D")
    Duration rotationPeriod();

    /**
     * A replica that has not read the keys for so long is not ready; nor is one that has not for as
     * long as a key is published ahead.
     */
    @WithDefault("PT5M")
    Duration stalenessLimit();

    /** How long a key is published before it may sign, so that every verifier has it. */
    @WithDefault("PT1H")
    Duration publishAhead();
  }
}
