package io.playgate.revocation.rule;

import io.playgate.revocation.RevocationError;
import io.playgate.revocation.feed.RevocationTail;
import io.playgate.revocation.log.NamedRules;
import io.playgate.revocation.log.RevocationLog;
import io.playgate.revocation.log.RuleDraft;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.http.ServiceLinks;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Revocations by hand and by services. */
@Path("/v1/revocations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "revocations")
@RunOnVirtualThread
public class RevocationResource {
  private static final Logger LOG = Logger.getLogger(RevocationResource.class);

  /** How far ahead a rule may begin or end. */
  private static final Duration HORIZON = Duration.ofDays(3 * 366);

  /** A request whose end is further back than clocks differ is a mistake. */
  private static final Duration PAST = Duration.ofMinutes(5);

  /** How long an answer waits for this process to obey the rule. */
  private static final Duration OBEYED = Duration.ofMillis(250);

  private final RevocationLog log;
  private final NamedRules named;
  private final RevocationTail tail;
  private final SecurityIdentity caller;
  private final ServiceLinks links;
  private final Clock clock;

  RevocationResource(
      RevocationLog log,
      NamedRules named,
      RevocationTail tail,
      SecurityIdentity caller,
      ServiceLinks links,
      Clock clock) {
    this.log = log;
    this.named = named;
    this.tail = tail;
    this.caller = caller;
    this.links = links;
    this.clock = clock;
  }

  /** Posts a rule; it is on disk when this answers. */
  @POST
  @RolesAllowed("revocations.write")
  @Consumes(MediaType.APPLICATION_JSON)
  @APIResponse(responseCode = "400", description = "invalid-subject, invalid-times")
  @Operation(
      operationId = "postRevocation",
      summary = "Revoke a token, a session, a viewer, an asset ...",
      description = "On disk when it is acknowledged. `Idempotency-Key` makes it safe to repeat.")
  @APIResponseSchema(
      value = Revocation.class,
      responseCode = "201",
      responseDescription = "It stands")
  @APIResponse(responseCode = "409", description = "unknown-origin")
  @APIResponse(responseCode = "422", description = "idempotency-key-reused")
  @APIResponse(responseCode = "503", description = "storage-unavailable; Retry-After says when")
  public RestResponse<Revocation> post(
      @Valid @NotNull RevocationRequest request,
      @HeaderParam("Idempotency-Key")
          @Pattern(regexp = "[\\x21-\\x7e]{1,255}", message = "must be 1 to 255 visible characters")
          @Nullable String idempotencyKey) {
    RuleDraft draft = draft(RuleDraft.newId(clock.millis()), request);
    Instant effectiveAt = instant(request.effectiveAt());
    Instant expiresAt = instant(request.expiresAt());
    checkTimes(effectiveAt, expiresAt);
    RevocationLog.Idempotency idempotency =
        idempotencyKey == null
            ? null
            : new RevocationLog.Idempotency(
                TokenHash.of(callerId() + '\0' + idempotencyKey), fingerprint(request, draft));
    return switch (log.post(draft, effectiveAt, expiresAt, opaqueToken(draft), idempotency)) {
      case RevocationLog.Posted.Created(RevocationLog.Logged logged) -> {
        tell(logged, "posted");
        yield created(logged);
      }
      case RevocationLog.Posted.Repeated(RevocationLog.Logged logged) -> created(logged);
      case RevocationLog.Posted.KeyReused() ->
          throw new ProblemException(
              RevocationError.IDEMPOTENCY_KEY_REUSED, "Use a new Idempotency-Key.");
      case RevocationLog.Posted.UnknownOrigin() ->
          throw new ProblemException(
              RevocationError.UNKNOWN_ORIGIN, "The rule in derivedFrom was lifted or has expired.");
    };
  }

  /** Puts a rule whose id the caller chose; it is on disk when this answers. */
  @PUT
  @Path("/{id}")
  @RolesAllowed("revocations.write")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putRevocation",
      summary = "Revoke under an id of the caller's choice",
      description =
          "Replaces the caller's own rule of that id, so that repeating it is harmless. A rule of"
              + " another source, and one that was lifted within the retention of the log, is left"
              + " as it is. Choose ids that nobody can guess.")
  @APIResponseSchema(value = Revocation.class, responseCode = "200")
  @APIResponse(
      responseCode = "201",
      description = "It stands, and none of that id did before",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Revocation.class)))
  @APIResponse(responseCode = "400", description = "invalid-subject, invalid-times")
  @APIResponse(responseCode = "409", description = "revocation-id-taken, revocation-lifted")
  @APIResponse(responseCode = "503", description = "storage-unavailable; Retry-After says when")
  public RestResponse<Revocation> put(
      @PathParam("id")
          @Pattern(regexp = "[A-Za-z0-9_-]{20,64}", message = "must be 20 to 64 of A-Z a-z 0-9 _ -")
          String id,
      @Valid @NotNull RevocationRequest request) {
    if (request.derivedFrom() != null) {
      throw new ProblemException(
          CommonError.INVALID_REQUEST, "A derived rule is posted, not put: leave derivedFrom out.");
    }
    RuleDraft draft = draft(id, request);
    Instant effectiveAt = instant(request.effectiveAt());
    Instant expiresAt = instant(request.expiresAt());
    checkTimes(effectiveAt, expiresAt);
    return switch (named.put(draft, effectiveAt, expiresAt, opaqueToken(draft))) {
      case NamedRules.Put.Stands(RevocationLog.Logged logged, boolean created) -> {
        tell(logged, created ? "put" : "replaced");
        yield created
            ? created(logged)
            : RestResponse.ok(Revocation.of(logged.rule(), logged.position()));
      }
      case NamedRules.Put.Taken() ->
          throw new ProblemException(
              RevocationError.REVOCATION_ID_TAKEN, "Choose another id, at random.");
      case NamedRules.Put.Lifted() ->
          throw new ProblemException(
              RevocationError.REVOCATION_LIFTED, "To revoke anew, choose another id.");
    };
  }

  /** Rules that stand, in the order of their ids. */
  @GET
  @RolesAllowed("revocations.read")
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @APIResponse(responseCode = "503", description = "storage-unavailable")
  @APIResponseSchema(value = RevocationPage.class, responseCode = "200")
  @Operation(operationId = "listRevocations", summary = "Rules that stand, page by page")
  public RevocationPage list(
      @QueryParam("after")
          @Pattern(regexp = "[A-Za-z0-9_-]{20,64}", message = "must be the id of a revocation")
          @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(500) int limit) {
    List<RevocationRule> rules = log.rules(after, limit);
    long now = clock.millis();
    return new RevocationPage(
        rules.stream()
            .filter(rule -> !rule.isExpired(now))
            .map(rule -> Revocation.of(rule, null))
            .toList(),
        rules.size() < limit ? null : rules.getLast().id());
  }

  /** One rule. */
  @GET
  @Path("/{id}")
  @RolesAllowed("revocations.read")
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @APIResponse(responseCode = "404", description = "unknown-revocation")
  @APIResponse(responseCode = "503", description = "storage-unavailable")
  @APIResponseSchema(value = Revocation.class, responseCode = "200")
  @Operation(operationId = "getRevocation", summary = "One rule that stands")
  public Revocation get(@PathParam("id") String id) {
    RevocationRule rule = RevocationRule.isId(id) ? log.rule(id) : null;
    if (rule == null || rule.isExpired(clock.millis())) {
      throw unknown();
    }
    return Revocation.of(rule, null);
  }

  /** Lifts a rule and what was derived from it. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed("revocations.write")
  @APIResponse(responseCode = "404", description = "unknown-revocation")
  @APIResponse(responseCode = "503", description = "storage-unavailable")
  @APIResponse(responseCode = "204", description = "Lifted")
  @Operation(
      operationId = "liftRevocation",
      summary = "Lift a rule",
      description = "What was derived from it is lifted too.")
  public RestResponse<Void> lift(@PathParam("id") String id) {
    if (!RevocationRule.isId(id)) {
      throw unknown();
    }
    FeedPosition position = log.lift(id, tail.replica().rule(id) != null);
    if (position == null) {
      throw unknown();
    }
    LOG.infof("Revocation %s lifted by %s", id, callerId());
    tail.awaitReached(position, OBEYED);
    return RestResponse.noContent();
  }

  /** Says in the log what stands now, and waits a little until this process obeys it. */
  private void tell(RevocationLog.Logged logged, String how) {
    LOG.infof(
        "Revocation %s (%s, %s, %s) %s by %s",
        logged.rule().id(),
        logged.rule().kind().wireName(),
        logged.rule().scope().wireName(),
        logged.rule().reason(),
        how,
        callerId());
    tail.awaitReached(logged.position(), OBEYED);
  }

  private static @Nullable String opaqueToken(RuleDraft draft) {
    return draft.scope() == RevocationScope.TOKEN && draft.subject().matches("[0-9a-f]{64}")
        ? draft.subject()
        : null;
  }

  private RestResponse<Revocation> created(RevocationLog.Logged logged) {
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.CREATED, Revocation.of(logged.rule(), logged.position()))
        .header("Location", links.to("/v1/revocations/" + logged.rule().id()))
        .build();
  }

  private RuleDraft draft(String id, RevocationRequest request) {
    RevocationScope scope = Objects.requireNonNull(RevocationScope.ofWireName(request.scope()));
    String subject = request.subject();
    String token = request.token();
    if (token != null) {
      if (scope != RevocationScope.TOKEN || subject != null) {
        throw invalidSubject("token goes with the scope token, and without subject.");
      }
      subject = subjectOf(token);
    } else if (subject == null && scope == RevocationScope.ALL) {
      subject = RevocationScope.EVERYTHING;
    }
    if (subject == null) {
      throw invalidSubject("subject is missing.");
    }
    if (!RevocationRule.isSubject(scope, subject)) {
      throw invalidSubject(
          switch (scope) {
            case ALL -> "The only subject of all is *.";
            case VIEWER_PACKAGE -> "The subject is the viewer, one slash, the package.";
            case ENTITLEMENT -> "The subject is an entitlement's id: 20 to 64 of A-Z a-z 0-9 _ -.";
            default -> "The subject contains characters that are not allowed.";
          });
    }
    RevocationRule.Kind kind =
        request.kind() == null
            ? RevocationRule.Kind.CUT_OFF
            : Objects.requireNonNull(RevocationRule.Kind.ofWireName(request.kind()));
    return new RuleDraft(
        id,
        kind,
        scope,
        subject,
        request.reason(),
        request.derivedFrom() == null ? "client:" + callerId() : "derived:" + request.derivedFrom(),
        request.derivedFrom());
  }

  private static String subjectOf(String token) {
    PresentedText text = PresentedText.read(token);
    if (text == null) {
      throw invalidSubject(
          "The token does not identify itself. Use its jti as subject, or revoke its session.");
    }
    if (text.scope() != RevocationScope.TOKEN) {
      throw invalidSubject(
          "The token identifies only its session. Use the scope session, subject "
              + text.subject()
              + '.');
    }
    return text.subject();
  }

  private void checkTimes(@Nullable Instant effectiveAt, @Nullable Instant expiresAt) {
    Instant now = clock.instant();
    if (isBeyond(effectiveAt, now) || isBeyond(expiresAt, now)) {
      throw new ProblemException(
          RevocationError.INVALID_TIMES, "effectiveAt and expiresAt lie within three years.");
    }
    if (expiresAt != null && expiresAt.isBefore(now.minus(PAST))) {
      throw new ProblemException(RevocationError.INVALID_TIMES, "expiresAt is past.");
    }
    if (effectiveAt != null && expiresAt != null && expiresAt.isBefore(effectiveAt)) {
      throw new ProblemException(RevocationError.INVALID_TIMES, "expiresAt is before effectiveAt.");
    }
  }

  private static boolean isBeyond(@Nullable Instant time, Instant now) {
    return time != null && time.isAfter(now.plus(HORIZON));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    if (time == null) {
      return null;
    }
    // Nothing before the epoch is different from the epoch itself: it is long past.
    return time.toInstant().isBefore(Instant.EPOCH) ? Instant.EPOCH : time.toInstant();
  }

  private static String fingerprint(RevocationRequest request, RuleDraft draft) {
    return TokenHash.of(
        String.join(
            "\0",
            draft.kind().wireName(),
            draft.scope().wireName(),
            draft.subject(),
            draft.reason(),
            String.valueOf(request.effectiveAt()),
            String.valueOf(request.expiresAt()),
            String.valueOf(request.derivedFrom())));
  }

  private String callerId() {
    return caller.getPrincipal().getName();
  }

  private static ProblemException invalidSubject(String detail) {
    return new ProblemException(RevocationError.INVALID_SUBJECT, detail);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        RevocationError.UNKNOWN_REVOCATION, "It was lifted, has expired, or never existed.");
  }
}
