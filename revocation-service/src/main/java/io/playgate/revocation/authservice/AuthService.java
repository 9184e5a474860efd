package io.playgate.revocation.authservice;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.playgate.support.client.ServiceAssertion;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Every call to auth-service. Blocks; for virtual threads. */
@ApplicationScoped
public class AuthService {
  private static final Logger LOG = Logger.getLogger(AuthService.class);
  private static final String AUDIENCE = "playgate:auth";

  /** What it says of a viewer or package that does not exist; any other 404 is of the wrong URL. */
  private static final Set<String> UNKNOWN_CODES = Set.of("unknown-viewer", "unknown-package");

  private final AuthServiceClient client;
  private final ServiceAssertion assertion;
  private final JWTParser tokens;

  AuthService(
      AuthServiceConfig config,
      @RestClient AuthServiceClient client,
      ServiceAssertion assertion,
      JWTParser tokens) {
    String scheme = config.url().getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      throw new IllegalStateException("playgate.auth.url must be an http or https URL");
    }
    this.client = client;
    this.assertion = assertion;
    this.tokens = tokens;
  }

  /** What became of an event that was delivered. */
  public enum Delivery {
    /** auth-service has it. */
    DONE,
    /** It may have it when asked again. */
    RETRY,
    /** The viewer or the package of the event does not exist there. */
    UNKNOWN,
    /** It does not take it as it is. */
    REFUSED
  }

  /** The members of a token answer that matter here. */
  @RegisterForReflection
  @JsonIgnoreProperties(ignoreUnknown = true)
  record TokenAnswer(@JsonProperty("access_token") @Nullable String accessToken) {}

  /**
   * Asks whether a client's secret is right, by exchanging it for an access token.
   *
   * @return the client; empty if auth-service refuses it
   * @throws OAuthException {@code temporarily_unavailable} if auth-service does not answer
   */
  public Optional<VouchedClient> exchange(String clientId, String clientSecret) {
    String basic =
        Base64.getEncoder()
            .encodeToString(
                (URLEncoder.encode(clientId, StandardCharsets.UTF_8)
                        + ':'
                        + URLEncoder.encode(clientSecret, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8));
    try (Response response = send(() -> client.token("Basic " + basic, "client_credentials"))) {
      if (response.getStatus() == 200) {
        return vouched(response.readEntity(TokenAnswer.class));
      }
      if (response.getStatus() == 400 || response.getStatus() == 401) {
        return Optional.empty();
      }
      if (response.getStatus() == 429) {
        // Nothing was judged, and nothing is broken.
        throw new OAuthException(OAuthError.TOO_MANY_REQUESTS, "Too many wrong secrets; try again")
            .withHeader("Retry-After", "5");
      }
      throw unavailable(new IllegalStateException("token endpoint: " + response.getStatus()));
    } catch (ProcessingException e) {
      throw unavailable(e);
    }
  }

  /** Tells of a billing event. */
  public Delivery deliver(EntitlementEvent event) {
    try (Response response =
        send(() -> client.entitlementEvent(assertion.authorizationFor(AUDIENCE), event))) {
      int status = response.getStatus();
      if (status >= 200 && status < 300) {
        return Delivery.DONE;
      }
      if (status == 404 && UNKNOWN_CODES.contains(codeOf(response))) {
        return Delivery.UNKNOWN;
      }
      LOG.warnf("auth-service answered %d to entitlement event %s", status, event.eventId());
      // 401 and 403 are about this service's credential, not about the event.
      return switch (status) {
        case 401, 403, 408, 425, 429 -> Delivery.RETRY;
        default -> status >= 400 && status < 500 ? Delivery.REFUSED : Delivery.RETRY;
      };
    } catch (ProcessingException e) {
      LOG.debugf(e, "auth-service did not take entitlement event %s", event.eventId());
      return Delivery.RETRY;
    }
  }

  private Optional<VouchedClient> vouched(TokenAnswer answer) {
    if (answer.accessToken() == null) {
      throw unavailable(new IllegalStateException("token endpoint: no access_token"));
    }
    try {
      JsonWebToken token = tokens.parse(answer.accessToken());
      return Optional.of(
          new VouchedClient(
              token.getSubject(),
              token.getGroups(),
              Instant.ofEpochSecond(token.getExpirationTime())));
    } catch (ParseException e) {
      // A client whose token is not for this service may do nothing here.
      LOG.debug("The token of a client was not accepted", e);
      return Optional.empty();
    }
  }

  /** The member of a problem answer that matters here. */
  @RegisterForReflection
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ProblemAnswer(@Nullable String code) {}

  private static String codeOf(Response response) {
    try {
      String code = response.readEntity(ProblemAnswer.class).code();
      return code == null ? "" : code;
    } catch (ProcessingException | WebApplicationException e) {
      LOG.debug("auth-service's answer is not a problem document", e);
      return "";
    }
  }

  @FunctionalInterface
  private interface Call {
    Response send();
  }

  /** The client throws for error statuses; here they are answers like others. */
  private static Response send(Call call) {
    try {
      return call.send();
    } catch (WebApplicationException e) {
      return e.getResponse();
    }
  }

  private static OAuthException unavailable(Throwable cause) {
    return new OAuthException(
            OAuthError.TEMPORARILY_UNAVAILABLE, "The client cannot be checked just now")
        .withHeader("Retry-After", "1")
        .withCause(cause);
  }
}
