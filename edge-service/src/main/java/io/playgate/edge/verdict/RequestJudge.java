package io.playgate.edge.verdict;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.playgate.edge.introspection.Introspection;
import io.playgate.edge.introspection.TokenIntrospector;
import io.playgate.edge.profile.ConfigurationFeed;
import io.playgate.edge.profile.ConfigurationReplica;
import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.edge.profile.EdgeConfiguration;
import io.playgate.edge.profile.RequestHost;
import io.playgate.edge.token.AuthenticatedToken;
import io.playgate.edge.token.TokenKey;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.MemoryTokenUses;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenFormat;
import io.playgate.playbacktoken.TokenUses;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.RequestTarget;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.support.limit.CallerAddress;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Judges requests, in the order that docs/reference/edge.md gives: profile, token, path, signature,
 * times and bindings, revocations. Only the signature's answer is ever kept; the rest is asked of
 * each request anew. Anything in doubt is refused.
 */
@Singleton
public class RequestJudge {
  private static final int COUNTED_TOKENS = 100_000;

  private final ConfigurationReplica configuration;
  private final ConfigurationFeed feed;
  private final RevocationReplica revocations;
  private final TokenIntrospector introspector;
  private final VerdictRecord record;
  private final VerdictConfig config;
  private final Clock clock;
  private final Cache<TokenKey, AuthenticatedToken> authenticated;

  /** Of this edge alone. */
  private final TokenUses uses = new MemoryTokenUses(COUNTED_TOKENS);

  /** Makes the judge. */
  @Inject
  public RequestJudge(
      ConfigurationReplica configuration,
      ConfigurationFeed feed,
      RevocationReplica revocations,
      TokenIntrospector introspector,
      VerdictRecord record,
      VerdictConfig config,
      Clock clock) {
    this.configuration = configuration;
    this.feed = feed;
    this.revocations = revocations;
    this.introspector = introspector;
    this.record = record;
    this.config = config;
    this.clock = clock;
    this.authenticated =
        Caffeine.newBuilder()
            .maximumSize(config.cacheSize())
            .expireAfterWrite(Duration.ofMinutes(10))
            // Housekeeping is a few microseconds; a pool's thread would cost more.
            .executor(Runnable::run)
            .build();
  }

  /**
   * Judges a request, and counts and logs the verdict.
   *
   * @param host the host that the player named, unless the target does
   * @return never fails; completed already unless the token is opaque and not known here, or names
   *     a key that is not
   */
  public Future<EdgeVerdict> judge(PlaybackRequest request, RequestHost host) {
    return decide(request, host, true).onSuccess(record::note);
  }

  private Future<EdgeVerdict> decide(
      PlaybackRequest request, RequestHost given, boolean mayRefetch) {
    EdgeConfiguration current = configuration.current();
    if (current == null) {
      return refuse(DenyCode.UNAVAILABLE, "the edge has not received a configuration yet", null);
    }
    DeliveryProfile profile;
    RequestHost host;
    try {
      host = host(request.target(), given);
      profile = find(current, request.target(), host);
    } catch (AmbiguousPathException e) {
      return refuse(DenyCode.MALFORMED, e.reason(), null);
    }
    if (profile == null) {
      return refuse(
          DenyCode.OUTSIDE_ACL, "no delivery profile has a base path that contains the path", null);
    }
    DeliveryProfile.Checks checks = profile.checks();
    if (checks == null) {
      return refuse(
          DenyCode.UNAVAILABLE, "the edge does not support the delivery profile", profile);
    }
    TokenCut cut = checks.format().cut(request);
    if (cut instanceof TokenCut.Refused refused) {
      return refuse(refused.code(), refused.detail(), profile);
    }
    PresentedToken token = (PresentedToken) cut;
    // Decoding may have led into another profile's base path.
    if (current.find(token.path(), host) != profile) {
      return refuse(DenyCode.MALFORMED, "the path names another delivery profile", profile);
    }
    return switch (checks.format()) {
      case SignedFormat format ->
          signed(profile, checks, format, token, request, given, mayRefetch);
      case ReferenceFormat format -> reference(profile, checks, format, token, request);
    };
  }

  private Future<EdgeVerdict> signed(
      DeliveryProfile profile,
      DeliveryProfile.Checks checks,
      SignedFormat format,
      PresentedToken token,
      PlaybackRequest request,
      RequestHost host,
      boolean mayRefetch) {
    TokenKey key = new TokenKey(profile, token.value());
    AuthenticatedToken known = authenticated.getIfPresent(key);
    if (known == null) {
      switch (format.authenticate(token, checks.keys())) {
        case Authentication.Rejected rejected -> {
          return rejected.unknownKey() && mayRefetch
              ? afterRefetch(request, host, profile, rejected)
              : refuse(rejected.code(), rejected.detail(), profile);
        }
        case Authentication.Accepted accepted -> {
          known = AuthenticatedToken.of(accepted, checks.dialect().description().reach());
          if (!accepted.requestBound()) {
            authenticated.put(key, known);
          }
        }
      }
    }
    return Future.succeededFuture(check(profile, format, token, known));
  }

  /**
   * The token names a key that is not known here: perhaps it was made a moment ago. Fetches the
   * configuration, which is limited in rate, and judges once more.
   */
  private Future<EdgeVerdict> afterRefetch(
      PlaybackRequest request,
      RequestHost host,
      DeliveryProfile profile,
      Authentication.Rejected rejected) {
    EdgeVerdict refusal = EdgeVerdict.Deny.early(rejected.code(), rejected.detail(), profile);
    return feed.refetch()
        .transform(fetched ->
            fetched.succeeded() ? decide(request, host, false) : Future.succeededFuture(refusal));
  }

  private Future<EdgeVerdict> reference(
      DeliveryProfile profile,
      DeliveryProfile.Checks checks,
      ReferenceFormat format,
      PresentedToken token,
      PlaybackRequest request) {
    if (!format.isWellFormed(token.value())) {
      return refuse(DenyCode.MALFORMED, "not the text of an opaque token", profile);
    }
    TokenKey key = new TokenKey(profile, token.value());
    AuthenticatedToken known = introspector.known(key);
    if (known != null) {
      return Future.succeededFuture(check(profile, format, token, known));
    }
    boolean marked = format.isMarked(token.value(), checks.keys());
    if (!marked && Math.floorDiv(clock.millis(), 1000L) >= checks.unmarkedUntil()) {
      return refuse(DenyCode.SIGNATURE, "no key of the ring marked the opaque token", profile);
    }
    return introspector
        .introspect(key, token.value(), marked, CallerAddress.of(request.clientIp()))
        .map(answer ->
            switch (answer) {
              case Introspection.Active active -> check(profile, format, token, active.token());
              case Introspection.Refused refused ->
                  EdgeVerdict.Deny.early(refused.code(), refused.detail(), profile);
            });
  }

  private EdgeVerdict check(
      DeliveryProfile profile, TokenFormat format, PresentedToken token, AuthenticatedToken known) {
    long now = clock.millis();
    Verdict verdict = format.check(known.accepted(), token, Math.floorDiv(now, 1000L), uses);
    if (verdict instanceof Verdict.Deny deny) {
      return deny(deny.code(), deny.detail(), profile, known, null);
    }
    if (!revocations.isLoaded()) {
      return deny(
          DenyCode.UNAVAILABLE,
          "the edge has not received a snapshot of the revocations yet",
          profile,
          known,
          null);
    }
    if (config.stalePolicy() == VerdictConfig.StalePolicy.DENY && isStale()) {
      return deny(DenyCode.STALE, "the revocation replica is stale", profile, known, null);
    }
    RevocationRule rule = revocations.find(known.subjects(), now);
    if (rule != null) {
      boolean hold = rule.kind() == RevocationRule.Kind.HOLD;
      return deny(
          hold ? DenyCode.HELD : DenyCode.REVOKED,
          rule.scope().wireName() + " " + rule.kind().wireName(),
          profile,
          known,
          rule.id());
    }
    return new EdgeVerdict.Allow(profile, (Verdict.Allow) verdict);
  }

  /** Whether the replica is older than its limit. */
  public boolean isStale() {
    return revocations.ageMillis() > config.stalenessLimit().toMillis();
  }

  private static @Nullable DeliveryProfile find(
      EdgeConfiguration configuration, String target, RequestHost host)
      throws AmbiguousPathException {
    // A base path holds no question mark, so that a query cannot look like one.
    return configuration.find(
        target.startsWith("/") ? target : RequestTarget.parse(target).path(), host);
  }

  /** A target in absolute form names the host itself (RFC 9112 section 3.2.2). */
  private static RequestHost host(String target, RequestHost given) throws AmbiguousPathException {
    if (target.startsWith("/")) {
      return given;
    }
    String origin = RequestTarget.parse(target).origin();
    return RequestHost.of(origin.substring(origin.indexOf("://") + 3));
  }

  private static EdgeVerdict deny(
      DenyCode code,
      String detail,
      DeliveryProfile profile,
      AuthenticatedToken token,
      @Nullable String rule) {
    Authentication.Accepted accepted = token.accepted();
    return new EdgeVerdict.Deny(
        code,
        detail,
        profile,
        accepted.grant().session(),
        accepted.kid().isEmpty() ? null : accepted.kid(),
        rule);
  }

  private static Future<EdgeVerdict> refuse(
      DenyCode code, String detail, @Nullable DeliveryProfile profile) {
    return Future.succeededFuture(EdgeVerdict.Deny.early(code, detail, profile));
  }
}
