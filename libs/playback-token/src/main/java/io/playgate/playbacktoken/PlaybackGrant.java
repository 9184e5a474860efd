package io.playgate.playbacktoken;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a playback token says: who may fetch which paths until when, and under which bindings.
 *
 * <p>All times are epoch seconds; {@link #UNSET} where a grant has none. A dialect that cannot
 * carry a field that is set refuses to sign ({@link UnsupportedGrantException}); it never drops it.
 * The one exception is {@code issuedAt}, which restricts nothing. {@link
 * DialectDescription#fields()} says what a dialect carries.
 *
 * @param session the playback session ({@code sid}): 20 to 64 of {@code [A-Za-z0-9_-]}; public
 * @param viewer the viewer ({@code sub})
 * @param asset the asset ({@code aud} of Playgate's own JWT)
 * @param packageId the package that granted the session
 * @param entitlement the entitlement that granted the session: its keyed digest, or its id if only
 *     services can read it
 * @param login the sign-in session
 * @param device the device that the sign-in session is bound to
 * @param paths what may be fetched, as path patterns over the CDN's path; empty where the signed
 *     URL itself is the only thing allowed
 * @param issuedAt when the token was issued
 * @param notBefore from when it is valid
 * @param expiresAt when it expires: a request at this second is denied
 * @param tokenId the token's own identifier ({@code jti})
 * @param ip the only client address or CIDR block it is valid for
 * @param domain the only site ({@code Origin} or {@code Referer} host) it is valid for
 * @param methods the only HTTP methods it is valid for; empty for GET and HEAD
 * @param countries the only ISO 3166-1 alpha-2 countries it is valid for; empty for all
 * @param data opaque payload for dialects with a field for it
 */
public record PlaybackGrant(
    @Nullable String session,
    @Nullable String viewer,
    @Nullable String asset,
    @Nullable String packageId,
    @Nullable String entitlement,
    @Nullable String login,
    @Nullable String device,
    List<String> paths,
    long issuedAt,
    long notBefore,
    long expiresAt,
    @Nullable String tokenId,
    @Nullable String ip,
    @Nullable String domain,
    List<String> methods,
    List<String> countries,
    @Nullable String data) {

  /** Stands where a grant has no such time. */
  public static final long UNSET = Long.MIN_VALUE;

  public PlaybackGrant {
    paths = List.copyOf(paths);
    methods = List.copyOf(methods);
    countries = List.copyOf(countries);
    if (expiresAt == UNSET || expiresAt < 0) {
      throw new IllegalArgumentException("expiresAt is mandatory and not negative");
    }
    if (notBefore != UNSET && notBefore >= expiresAt) {
      throw new IllegalArgumentException("notBefore must be before expiresAt");
    }
  }

  /** A builder for a grant that expires at the given epoch second. */
  public static Builder expiringAt(long expiresAt) {
    return new Builder(expiresAt);
  }

  /** Collects the fields of a grant; every one but the expiry is optional. */
  public static final class Builder {
    private final long expiresAt;
    private @Nullable String session;
    private @Nullable String viewer;
    private @Nullable String asset;
    private @Nullable String packageId;
    private @Nullable String entitlement;
    private @Nullable String login;
    private @Nullable String device;
    private List<String> paths = List.of();
    private long issuedAt = UNSET;
    private long notBefore = UNSET;
    private @Nullable String tokenId;
    private @Nullable String ip;
    private @Nullable String domain;
    private List<String> methods = List.of();
    private List<String> countries = List.of();
    private @Nullable String data;

    private Builder(long expiresAt) {
      this.expiresAt = expiresAt;
    }

    public Builder session(@Nullable String value) {
      session = value;
      return this;
    }

    public Builder viewer(@Nullable String value) {
      viewer = value;
      return this;
    }

    public Builder asset(@Nullable String value) {
      asset = value;
      return this;
    }

    public Builder packageId(@Nullable String value) {
      packageId = value;
      return this;
    }

    public Builder entitlement(@Nullable String value) {
      entitlement = value;
      return this;
    }

    public Builder login(@Nullable String value) {
      login = value;
      return this;
    }

    public Builder device(@Nullable String value) {
      device = value;
      return this;
    }

    public Builder paths(List<String> value) {
      paths = Objects.requireNonNull(value);
      return this;
    }

    /** Epoch seconds. */
    public Builder issuedAt(long value) {
      issuedAt = value;
      return this;
    }

    /** Epoch seconds. */
    public Builder notBefore(long value) {
      notBefore = value;
      return this;
    }

    public Builder tokenId(@Nullable String value) {
      tokenId = value;
      return this;
    }

    public Builder ip(@Nullable String value) {
      ip = value;
      return this;
    }

    public Builder domain(@Nullable String value) {
      domain = value;
      return this;
    }

    public Builder methods(List<String> value) {
      methods = Objects.requireNonNull(value);
      return this;
    }

    public Builder countries(List<String> value) {
      countries = Objects.requireNonNull(value);
      return this;
    }

    public Builder data(@Nullable String value) {
      data = value;
      return this;
    }

    public PlaybackGrant build() {
      return new PlaybackGrant(
          session,
          viewer,
          asset,
          packageId,
          entitlement,
          login,
          device,
          paths,
          issuedAt,
          notBefore,
          expiresAt,
          tokenId,
          ip,
          domain,
          methods,
          countries,
          data);
    }
  }
}
