package io.playgate.edge.introspection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where revocations come from, and how opaque tokens are looked up there. */
@ConfigMapping(prefix = "playgate.revocation")
public interface IntrospectionConfig {

  /** Base URL of revocation-service, for example {@code http://revocation-service:8083}. */
  URI url();

  /** Looking up opaque tokens. */
  Introspection introspection();

  /** Looking up opaque tokens. */
  interface Introspection {

    /** Longest wait for an answer; after it the request is refused as {@code unavailable}. */
    @WithDefault("PT2S")
    Duration timeout();

    /** Look-ups under way at once. */
    @WithDefault("32")
    int maxConcurrent();

    /** Look-ups that may wait for their turn; one more is refused as {@code unavailable}. */
    @WithDefault("512")
    int maxWaiting();

    /**
     * Look-ups for one client's address (of IPv6 a /64) at once, and without success; two a second
     * come back, a network (/24, /48) has four times as many. Of tokens that are marked as issued
     * it is ten times as many.
     */
    @WithDefault("20")
    int share();

    /** How many known tokens are kept in memory, about 1.5 KB each. */
    @WithDefault("20000")
    int cacheSize();

    /**
     * How long it is remembered that a token is not known, so that a player that repeats its
     * request does not cause a look-up each time. A token is registered before it is handed out, so
     * that this cannot hide a good one.
     */
    @WithDefault("PT1S")
    Duration unknownLifetime();
  }
}
