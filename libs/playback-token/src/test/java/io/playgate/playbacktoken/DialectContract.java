package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.uri.PathAcl;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/**
 * What every dialect owes, whatever its format: it allows exactly what the grant allows, denies
 * every change of the token, and answers everything with a verdict. A dialect's test extends it and
 * says what its tokens look like.
 */
public abstract class DialectContract {
  /** The time at which grants are made, in epoch seconds; a full minute. */
  protected static final long NOW = 1_700_000_040;

  /** Where tokens are placed. */
  protected static final String ORIGIN = "https://cdn.example";

  /** The path that is signed; every pattern of {@link #patterns()} may or may not cover it. */
  protected static final String SIGNED_PATH = "/media/p/a/m.m3u8";

  /** The dialect. */
  protected abstract SignedDialect dialect();

  /** Where the dialect is found by its id; a dialect of this library in its catalogue. */
  protected DialectRegistry registry() {
    return Dialects.registry();
  }

  /** Placements to try, each with the base path {@code /media/p} or none. */
  protected abstract List<Placement> placements();

  /** The algorithm of the key; the first of the dialect's by default. */
  protected String algorithm() {
    return dialect().description().algorithms().getFirst();
  }

  /** Path patterns that the dialect can carry; empty where it signs one URL only. */
  protected List<String> patterns() {
    return List.of(
        "/media/p/a/*", "/media/p/a/m.m3u8", "/media/p/b/*", "/media/p/b/?/x", "/media/p/*/m.m3u8");
  }

  /** The most patterns one token may have. */
  protected int mostPatterns() {
    return 4;
  }

  /** The unit of the dialect's times, in seconds: 60 where it knows minutes. */
  protected int timeUnit() {
    return 1;
  }

  /** Values of the grant's session field that the dialect can carry. */
  protected Arbitrary<String> sessions() {
    return Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(40);
  }

  /**
   * Whether a changed character still means the same token, as letter case does in hexadecimal
   * digits where the vendor reads both: such a change may be allowed.
   */
  protected boolean meansTheSame(String token, String changed) {
    return false;
  }

  /** The same token on another path; null where it cannot stand there. */
  protected @Nullable SignedToken move(SignedToken token, String path, Placement placement) {
    return Requests.move(token, SIGNED_PATH, path, placement);
  }

  private PlaybackRequest follow(SignedToken token, String path, Placement placement) {
    SignedToken moved = move(token, path, placement);
    Assume.that(moved != null);
    return Requests.play(Objects.requireNonNull(moved));
  }

  private final Map<String, Jwk> keys = new HashMap<>();

  /** The key that signs in these tests. */
  protected Jwk key() {
    return keys.computeIfAbsent("k1", kid -> generate(kid));
  }

  private Jwk otherKey() {
    return keys.computeIfAbsent("other", kid -> generate("k1"));
  }

  /** Makes a key. */
  protected Jwk generate(String kid) {
    return Jwk.generate(kid, algorithm(), new SecureRandom());
  }

  /** A ring of the verifying part of one key. */
  protected static KeyRing ring(Jwk key) {
    return new KeyRing(List.of(key.verificationKey()));
  }

  /** Signs for a path at {@link #ORIGIN}. */
  protected SignedToken sign(PlaybackGrant grant, String path, Placement placement) {
    try {
      return Formats.open(dialect(), placement).sign(grant, ORIGIN + path, key().signingKey());
    } catch (UnsupportedGrantException e) {
      throw new AssertionError(e.code(), e);
    }
  }

  private Verdict verify(PlaybackRequest request, long now, Placement placement) {
    return Formats.open(dialect(), placement).verify(request, ring(key()), now);
  }

  @Example
  void isRegisteredAndSaysWhatItIs() {
    DialectDescription description = dialect().description();

    assertThat(registry().find(dialect().id()).orElseThrow()).hasSameClassAs(dialect());
    assertThat(description.carriers()).isNotEmpty();
    assertThat(description.algorithms()).contains(algorithm());
    assertThat(description.source()).isNotEmpty();
    assertThat(description.version()).isNotEmpty();
    assertThat(description.proofNote()).isNotEmpty();
  }

  @Example
  void signsNothingThatNoReaderTakes() {
    PlaybackGrant.Builder unset = PlaybackGrant.expiringAt(NOW + 10);
    List<PlaybackGrant> unreadable =
        List.of(
            PlaybackGrant.expiringAt(1_000_000_000_000_000L).build(),
            PlaybackGrant.expiringAt(Long.MAX_VALUE).build(),
            PlaybackGrant.expiringAt(NOW + 10).notBefore(-1).build(),
            PlaybackGrant.expiringAt(NOW + 10).issuedAt(-1).build(),
            PlaybackGrant.expiringAt(NOW + 10).issuedAt(Long.MAX_VALUE).build(),
            unset.session("half \ud83c").build(),
            unset.session(null).viewer("half \ud83c").build(),
            unset.viewer(null).asset("half \ud83c").build(),
            unset.asset(null).data("half \ud83c").build(),
            unset.data("\udf82 half").build());
    for (PlaybackGrant grant : unreadable) {
      for (Placement placement : placements()) {
        assertThatThrownBy(() ->
                Formats.open(dialect(), placement)
                    .sign(grant, ORIGIN + SIGNED_PATH, key().signingKey()))
            .isInstanceOf(UnsupportedGrantException.class);
      }
    }
  }

  @Property(tries = 300)
  void allowsExactlyWhatTheGrantAllows(
      @ForAll("placement") Placement placement,
      @ForAll("grant") PlaybackGrant grant,
      @ForAll("path") String path,
      @ForAll @LongRange(min = NOW - 2, max = NOW + 14) long second)
      throws Exception {
    long now = NOW + (second - NOW) * timeUnit();
    SignedToken token = sign(grant, SIGNED_PATH, placement);

    Verdict verdict = verify(follow(token, path, placement), now, placement);

    boolean covered =
        grant.paths().isEmpty() ? path.equals(SIGNED_PATH) : PathAcl.of(grant.paths()).covers(path);
    boolean started = grant.notBefore() == PlaybackGrant.UNSET || now >= grant.notBefore();
    if (covered && started && now < grant.expiresAt()) {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Allow.class,
              allow -> {
                assertThat(allow.path()).isEqualTo(path);
                assertThat(allow.grant().expiresAt()).isEqualTo(grant.expiresAt());
                assertThat(allow.grant().session()).isEqualTo(grant.session());
              });
    } else {
      assertThat(verdict).isInstanceOf(Verdict.Deny.class);
    }
  }

  /** Whether a token's text says all that it takes to place it again. */
  protected boolean isPlacedAgain() {
    return true;
  }

  /** "on(url) places it there": what was signed for a URL stands there as it was signed. */
  @Property(tries = 15)
  void aTokenIsPlacedAgainByItsText(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant)
      throws Exception {
    if (!isPlacedAgain()) {
      return;
    }
    SignedToken token = sign(grant, SIGNED_PATH, placement);

    assertThat(Formats.open(dialect(), placement).place(token.value(), ORIGIN + SIGNED_PATH))
        .isEqualTo(token);
  }

  /** Where a token stands on a URL does not depend on the URL, but for some that stand in paths. */
  protected boolean hasPieces(SignedToken token, Placement placement) {
    return true;
  }

  @Property(tries = 15)
  void aTokenIsCarriedToAnotherUrlAsItStoodOnTheRequest(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant) {
    SignedToken token = sign(grant, SIGNED_PATH, placement);
    PresentedToken presented =
        (PresentedToken) Formats.open(dialect(), placement).cut(Requests.play(token));
    boolean isInUrl = placement.carrier() == Carrier.PATH || placement.carrier() == Carrier.QUERY;

    assertThat(presented.on(ORIGIN + SIGNED_PATH))
        .isEqualTo(isInUrl && !hasPieces(token, placement) ? ORIGIN + SIGNED_PATH : token.url());
    assertThat(presented.on(token.url())).isEqualTo(token.url());
  }

  @Property(tries = 30)
  void denyAtTheSecondOfExpiry(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant) {
    SignedToken token = sign(grant, SIGNED_PATH, placement);
    String path = coveredPath(grant);
    PlaybackRequest request = follow(token, path, placement);
    long end = grant.expiresAt();

    assertThat(verify(request, end - 1, placement)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(request, end, placement)).isInstanceOf(Verdict.Deny.class);
    assertThat(verify(request, end + 1, placement)).isInstanceOf(Verdict.Deny.class);
  }

  @Property(tries = 15)
  void anyBitChangedDenies(
      @ForAll("placement") Placement placement,
      @ForAll("grant") PlaybackGrant grant,
      @ForAll @IntRange(max = 6) int firstBit) {
    SignedToken token = sign(grant, SIGNED_PATH, placement);
    String path = coveredPath(grant);
    long now = grant.expiresAt() - 1;
    String value = token.value();
    assertThat(verify(follow(token, path, placement), now, placement))
        .isInstanceOf(Verdict.Allow.class);

    for (int i = 0; i < value.length(); i++) {
      int bit = (firstBit + i) % 7;
      char changed = (char) (value.charAt(i) ^ 1 << bit);
      String other = value.substring(0, i) + changed + value.substring(i + 1);
      if (!meansTheSame(value, other)) {
        assertThat(
                verify(
                    Requests.play(
                        Requests.forge(
                            Objects.requireNonNull(move(token, path, placement)), other)),
                    now,
                    placement))
            .as("bit %d of character %d: %s", bit, i, other)
            .isInstanceOf(Verdict.Deny.class);
      }
    }
  }

  /**
   * Other texts of the same token, of which {@link #anyBitChangedDenies} does not know: what the
   * dialect can say in two ways.
   */
  protected List<SignedToken> otherTexts(SignedToken token) {
    return List.of();
  }

  /**
   * A text can be changed and still hold; what a rule of revocation asks for must not change then.
   */
  @Property(tries = 30)
  void otherTextsOfOneTokenHaveItsIdentity(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant) {
    SignedToken token = sign(grant, SIGNED_PATH, placement);
    String path = coveredPath(grant);
    SignedToken played = Objects.requireNonNull(move(token, path, placement));
    TokenIdentity identity = accepted(Requests.play(played), placement).identity();
    assertThat(identity.value()).matches("[0-9a-f]{64}");
    assertThat(identity.kid()).isEqualTo("k1");

    for (SignedToken other : otherTexts(played)) {
      assertThat(other.value()).isNotEqualTo(played.value());
      assertThat(accepted(Requests.play(other), placement).identity())
          .as(other.value())
          .isEqualTo(identity);
    }
    for (PlaybackRequest other : rewritten(Requests.play(played), played.value())) {
      if (Formats.open(dialect(), placement).cut(other) instanceof PresentedToken presented
          && Formats.open(dialect(), placement).authenticate(presented, ring(key()))
              instanceof Authentication.Accepted accepted) {
        assertThat(accepted.identity()).as(other.target()).isEqualTo(identity);
      }
    }
  }

  /** The same request in other words, which may be refused. */
  private static List<PlaybackRequest> rewritten(PlaybackRequest request, String token) {
    String target = request.target();
    List<String> targets = new ArrayList<>();
    int question = target.indexOf('?');
    if (question >= 0) {
      List<String> parameters =
          new ArrayList<>(List.of(target.substring(question + 1).split("&", -1)));
      for (int i = 0; i < parameters.size(); i++) {
        Collections.rotate(parameters, 1);
        targets.add(target.substring(0, question + 1) + String.join("&", parameters));
      }
      Collections.reverse(parameters);
      targets.add(target.substring(0, question + 1) + String.join("&", parameters));
      targets.add(target + "&x=1");
      targets.add(target.substring(0, question + 1) + "x=1&" + target.substring(question + 1));
    }
    targets.add(target.replace("m3u8", "m3u%38"));
    targets.add(target.replace("/media/p/", "/media//p/"));
    targets.add(target.replace("=", "%3D"));
    for (String text :
        List.of(
            token.toUpperCase(Locale.ROOT),
            token.toLowerCase(Locale.ROOT),
            token + "=",
            token + "==",
            token + "&",
            token.replace("-", "+"),
            token.replace("_", "/"),
            token.replace("%2B", "+"),
            token.replace("%2F", "%2f"))) {
      targets.add(target.replace(token, text));
    }
    return targets.stream()
        .filter(other -> !other.equals(target))
        .map(other ->
            new PlaybackRequest(request.method(), other, request.header(), request.clientIp()))
        .toList();
  }

  @Property(tries = 30)
  void tokensThatSayOtherThingsHaveOtherIdentities(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant) {
    String path = coveredPath(grant);
    PlaybackGrant later =
        grant(grant.expiresAt() + timeUnit(), grant.paths(), grant.notBefore(), grant.session());
    Map<String, String> identities = new HashMap<>();
    for (PlaybackGrant one : List.of(grant, later)) {
      SignedToken token = sign(one, SIGNED_PATH, placement);
      identities.put(
          accepted(Requests.play(Objects.requireNonNull(move(token, path, placement))), placement)
              .identity()
              .value(),
          token.value());
    }
    if (grant.paths().isEmpty() && moved() != null) {
      SignedToken elsewhere = sign(grant, Objects.requireNonNull(moved()), placement);
      identities.put(
          accepted(Requests.play(elsewhere), placement).identity().value(), elsewhere.url());
    }

    assertThat(identities).hasSize(grant.paths().isEmpty() && moved() != null ? 3 : 2);
  }

  /** Another path, for which a token without paths is another token; null where it is the same. */
  protected @Nullable String moved() {
    return "/media/p/b/m.m3u8";
  }

  @Property(tries = 15)
  void tokensOfTwoKeysHaveTwoIdentities(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant)
      throws Exception {
    Jwk other = keys.computeIfAbsent("k2", this::generate);
    SignedToken token = sign(grant, SIGNED_PATH, placement);
    SignedToken second =
        Formats.open(dialect(), placement).sign(grant, ORIGIN + SIGNED_PATH, other.signingKey());
    KeyRing both = new KeyRing(List.of(other.verificationKey(), key().verificationKey()));
    List<TokenIdentity> identities = new ArrayList<>();
    for (SignedToken each : List.of(token, second)) {
      PlaybackRequest request =
          Requests.play(Objects.requireNonNull(move(each, coveredPath(grant), placement)));
      identities.add(
          ((Authentication.Accepted)
                  Formats.open(dialect(), placement)
                      .authenticate(
                          (PresentedToken) Formats.open(dialect(), placement).cut(request), both))
              .identity());
    }

    assertThat(identities).doesNotHaveDuplicates();
  }

  /** "What the path was judged by is said, not inferred ... and an empty ACL covers nothing." */
  @Property(tries = 15)
  void aTokenWithoutPathsAndAnUnrelatedConditionIsDenied(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant)
      throws Exception {
    SignedToken token =
        Objects.requireNonNull(
            move(sign(grant, SIGNED_PATH, placement), coveredPath(grant), placement));
    PresentedToken presented =
        (PresentedToken) Formats.open(dialect(), placement).cut(Requests.play(token));
    Authentication.Accepted accepted = accepted(Requests.play(token), placement);
    assertThat(accepted.proof() == PathProof.ACL).isEqualTo(!accepted.grant().paths().isEmpty());

    Authentication.Accepted without =
        new Authentication.Accepted(
            grant(accepted.grant().expiresAt(), List.of(), PlaybackGrant.UNSET, null),
            accepted.identity(),
            PathProof.ACL,
            PathAcl.of(List.of()),
            null,
            accepted.requestBound(),
            (request, where, now) -> null);
    assertThat(GrantChecks.check(without, presented, placement, NOW, TokenUses.NONE))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.OUTSIDE_ACL));
  }

  private static PlaybackGrant grant(
      long expiresAt, List<String> paths, long notBefore, @Nullable String session) {
    return PlaybackGrant.expiringAt(expiresAt)
        .paths(paths)
        .notBefore(notBefore)
        .session(session)
        .build();
  }

  private Authentication.Accepted accepted(PlaybackRequest request, Placement placement) {
    return (Authentication.Accepted)
        Formats.open(dialect(), placement)
            .authenticate(
                (PresentedToken) Formats.open(dialect(), placement).cut(request), ring(key()));
  }

  @Property(tries = 15)
  void anotherKeyDenies(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant) {
    SignedToken token = sign(grant, SIGNED_PATH, placement);

    Verdict verdict =
        Formats.open(dialect(), placement)
            .verify(
                follow(token, coveredPath(grant), placement),
                ring(otherKey()),
                grant.expiresAt() - 1);

    assertThat(verdict).isInstanceOf(Verdict.Deny.class);
  }

  @Property(tries = 15)
  void anyKeyOfTheRingMayHaveSigned(
      @ForAll("placement") Placement placement, @ForAll("grant") PlaybackGrant grant) {
    SignedToken token = sign(grant, SIGNED_PATH, placement);
    Jwk other = keys.computeIfAbsent("k2", this::generate);

    Verdict verdict =
        Formats.open(dialect(), placement)
            .verify(
                follow(token, coveredPath(grant), placement),
                new KeyRing(List.of(other.verificationKey(), key().verificationKey())),
                grant.expiresAt() - 1);

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.kid()).isEqualTo("k1"));
  }

  @Property(tries = 1000)
  void nothingInARequestMakesItThrowOrAllow(
      @ForAll("placement") Placement placement,
      @ForAll("hostile") String text,
      @ForAll("hostile") String rest) {
    String name = placement.name();
    Map<String, String> headers =
        Map.of("cookie", name + "=" + text, name, text, "origin", rest, "host", rest);
    for (String target :
        List.of(
            text,
            "/" + name + "=" + text + "/" + rest,
            "/media/p/" + name + "=" + text + "/" + rest,
            "/media/p/a?" + name + "=" + text + "&" + rest,
            "/" + rest)) {
      assertThat(verify(Requests.request(rest, target, headers, rest), NOW, placement))
          .isInstanceOf(Verdict.Deny.class);
    }
    assertThat(
            Formats.open(dialect(), placement)
                .authenticate(new PresentedToken(text, "/a", "", Requests.get("/a")), ring(key())))
        .isInstanceOf(Authentication.Rejected.class);
  }

  @Property(tries = 100)
  void nothingPutIntoATokenMakesItThrowOrAllow(
      @ForAll("placement") Placement placement,
      @ForAll("grant") PlaybackGrant grant,
      @ForAll("hostile") String text,
      @ForAll @IntRange(max = 400) int at,
      @ForAll @IntRange(max = 30) int length) {
    SignedToken token = sign(grant, SIGNED_PATH, placement);
    String value = token.value();
    int start = at % (value.length() + 1);
    int end = Math.min(value.length(), start + length);
    String other = value.substring(0, start) + text + value.substring(end);
    if (!other.equals(value) && !meansTheSame(value, other)) {
      PresentedToken presented =
          new PresentedToken(other, SIGNED_PATH, "", Requests.get(ORIGIN + SIGNED_PATH));
      assertThat(Formats.open(dialect(), placement).authenticate(presented, ring(key())))
          .as(other)
          .isInstanceOf(Authentication.Rejected.class);
    }
  }

  @Example
  void hugeTokensAreRefusedQuickly() {
    List<String> tokens = new ArrayList<>();
    for (String piece :
        List.of("a", ".", "~", "~exp=1", "e30.", "!", "%2f", "{", "&a=b", ";", "_", "-", "AA")) {
      tokens.add(piece.repeat(65536 / piece.length()));
    }
    tokens.add(Base64Url.encode("[".repeat(40_000).getBytes(StandardCharsets.US_ASCII)));
    Duration spent =
        Requests.cpuTime(() -> {
          for (Placement placement : placements()) {
            for (String token : tokens) {
              assertThat(
                      Formats.open(dialect(), placement)
                          .authenticate(
                              new PresentedToken(token, "/a", "", Requests.get("/a")), ring(key())))
                  .isInstanceOf(Authentication.Rejected.class);
            }
          }
        });

    assertThat(spent).isLessThan(Duration.ofSeconds(3));
  }

  @Example
  void refusesToSignWhatItCannotCarry() {
    Set<GrantField> carried = dialect().description().fields();
    PlaybackGrant.Builder bare = PlaybackGrant.expiringAt(NOW + 60L * timeUnit());
    if (!patterns().isEmpty()) {
      bare.paths(List.of(patterns().getFirst()));
    }
    Map<GrantField, PlaybackGrant> others = new HashMap<>();
    PlaybackGrant plain = bare.build();
    for (GrantField field : GrantField.values()) {
      if (!carried.contains(field) && field != GrantField.ISSUED_AT && field != GrantField.PATHS) {
        others.put(field, with(plain, field));
      }
    }

    others.forEach((field, grant) -> {
      for (Placement placement : placements()) {
        assertThatThrownBy(() ->
                Formats.open(dialect(), placement)
                    .sign(grant, ORIGIN + SIGNED_PATH, key().signingKey()))
            .as("%s", field)
            .isInstanceOf(UnsupportedGrantException.class);
      }
    });
  }

  @Example
  void refusesToSignATimeThatItWouldNotRead() {
    for (long expiresAt : List.of(1_000_000_000_000_000L, Long.MAX_VALUE)) {
      PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(expiresAt);
      if (!patterns().isEmpty()) {
        grant.paths(List.of(patterns().getFirst()));
      }
      for (Placement placement : placements()) {
        assertThatThrownBy(() ->
                Formats.open(dialect(), placement)
                    .sign(grant.build(), ORIGIN + SIGNED_PATH, key().signingKey()))
            .isInstanceOf(UnsupportedGrantException.class);
      }
    }
  }

  private static PlaybackGrant with(PlaybackGrant grant, GrantField field) {
    PlaybackGrant.Builder builder =
        PlaybackGrant.expiringAt(grant.expiresAt()).paths(grant.paths());
    switch (field) {
      case SESSION -> builder.session("s1");
      case VIEWER -> builder.viewer("v1");
      case ASSET -> builder.asset("a1");
      case ENTITLEMENT -> builder.entitlement("e1");
      case PACKAGE -> builder.packageId("p1");
      case LOGIN -> builder.login("l1");
      case DEVICE -> builder.device("d1");
      case PATHS -> builder.paths(List.of("/a/*"));
      case ISSUED_AT -> builder.issuedAt(NOW);
      case NOT_BEFORE -> builder.notBefore(NOW);
      case TOKEN_ID -> builder.tokenId("t1");
      case IP -> builder.ip("192.0.2.1");
      case DOMAIN -> builder.domain("example.com");
      case METHODS -> builder.methods(List.of("GET"));
      case COUNTRIES -> builder.countries(List.of("DE"));
      case DATA -> builder.data("x");
    }
    return builder.build();
  }

  /** Some path the grant covers. */
  protected static String coveredPath(PlaybackGrant grant) {
    return grant.paths().isEmpty()
        ? SIGNED_PATH
        : grant.paths().getFirst().replace("*", "x").replace("?", "x");
  }

  @Provide
  Arbitrary<Placement> placement() {
    return Arbitraries.of(placements());
  }

  @Provide
  final Arbitrary<PlaybackGrant> grant() {
    return grants();
  }

  /** Grants of the fields that every use of the dialect has. */
  protected Arbitrary<PlaybackGrant> grants() {
    Set<GrantField> fields = dialect().description().fields();
    Arbitrary<List<String>> paths =
        patterns().isEmpty()
            ? Arbitraries.just(List.of())
            : Arbitraries.of(patterns()).list().ofMinSize(1).ofMaxSize(mostPatterns());
    Arbitrary<Boolean> startsLater =
        fields.contains(GrantField.NOT_BEFORE)
            ? Arbitraries.of(true, false)
            : Arbitraries.of(false);
    Arbitrary<Boolean> hasSession =
        fields.contains(GrantField.SESSION) ? Arbitraries.of(true, false) : Arbitraries.of(false);
    return Combinators.combine(
            paths,
            Arbitraries.longs().between(3, 12),
            startsLater,
            Arbitraries.longs().between(-1, 2),
            hasSession,
            sessions())
        .as((acl, expiresAfter, later, startsAfter, named, session) ->
            PlaybackGrant.expiringAt(NOW + expiresAfter * timeUnit())
                .paths(acl)
                .notBefore(later ? NOW + startsAfter * timeUnit() : PlaybackGrant.UNSET)
                .session(named ? session : null)
                .build());
  }

  @Provide
  Arbitrary<String> path() {
    return Arbitraries.of(
        SIGNED_PATH,
        "/media/p/a/",
        "/media/p/a",
        "/media/p/ab/1",
        "/media/p/b/1/x",
        "/media/p/b/12/x",
        "/media/p/b/1/y",
        "/media/p/c/m.m3u8",
        "/media/p/c/d/m.m3u8",
        "/media/p/m.m3u8");
  }

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
                "/",
                "//",
                "..",
                "%2e",
                "%00",
                "%",
                "?",
                "&",
                "=",
                "t=",
                "#",
                "~",
                "exp=",
                "~exp=1700003600",
                "st=",
                "~acl=/*",
                "~hmac=",
                "0".repeat(64),
                "0".repeat(32),
                "!",
                ".",
                "e30",
                "eyJhbGciOiJub25lIn0",
                "A".repeat(86),
                "A".repeat(43),
                "\u0000",
                "\u00e9",
                "\ud800",
                "http://",
                "@",
                ";",
                ";a=b",
                "*",
                "1700003600",
                "-1",
                "{",
                "\"",
                "\r\n",
                " ",
                "Expires=1700003600",
                "Signature=AAAA",
                "&Key-Pair-Id=k1",
                "token=",
                "HS256-",
                "_",
                "-",
                "1700003600_",
                "Policy=e30_",
                "$",
                "+",
                ",")
            .list()
            .ofMinSize(1)
            .ofMaxSize(9)
            .map(list -> String.join("", list));
    return Arbitraries.oneOf(pieces, Arbitraries.strings().ofMinLength(1).ofMaxLength(60));
  }
}
