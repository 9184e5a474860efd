package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.uri.PathAcl;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** What every dialect that verifies by itself must do. */
class DialectConformanceTest {
  private static final long NOW = 1_700_000_000;
  private static final String BASE = "/media/p";
  private static final Map<String, Jwk> KEYS =
      Map.of(
          "edgeauth", Jwk.generateHs256("k1", new SecureRandom()),
          "jwt", Jwk.generateEs256("k1"));

  /** One dialect by one carrier. */
  record Subject(Dialect dialect, Placement placement) {
    Jwk key() {
      return Objects.requireNonNull(KEYS.get(dialect.id()));
    }

    KeyRing ring() {
      return new KeyRing(List.of(key().verificationKey()));
    }

    SignedToken sign(PlaybackGrant grant, String path) {
      try {
        return Formats.open(dialect, placement)
            .sign(grant, "https://edge.example" + path, key().signingKey());
      } catch (UnsupportedGrantException e) {
        throw new AssertionError(e);
      }
    }

    Verdict verify(PlaybackRequest request, long now) {
      return Formats.open(dialect, placement).verify(request, ring(), now);
    }

    @Override
    public String toString() {
      return dialect.id() + " by " + placement.carrier();
    }
  }

  @Example
  void everyDialectSaysWhatItIs() {
    assertThat(Dialects.signed()).extracting(Dialect::id).doesNotHaveDuplicates();
    for (Dialect dialect : Dialects.signed()) {
      DialectDescription description = dialect.description();
      assertThat(Dialects.find(dialect.id())).contains(dialect);
      assertThat(description.carriers()).isNotEmpty();
      assertThat(description.algorithms()).isNotEmpty();
      assertThat(description.source()).isNotEmpty();
      assertThat(description.version()).isNotEmpty();
    }
    assertThat(Dialects.find("none")).isEmpty();
  }

  @Property(tries = 400)
  void allowsExactlyWhatTheGrantAllows(
      @ForAll("subjects") Subject subject,
      @ForAll("grants") PlaybackGrant grant,
      @ForAll("paths") String path,
      @ForAll @LongRange(min = NOW - 2, max = NOW + 14) long now)
      throws Exception {
    SignedToken token = subject.sign(grant, BASE + "/a/m.m3u8");

    Verdict verdict = subject.verify(Requests.follow(token, subject.placement(), BASE + path), now);

    boolean covered = PathAcl.of(grant.paths()).covers(BASE + path);
    boolean started = grant.notBefore() == PlaybackGrant.UNSET || now >= grant.notBefore();
    if (covered && started && now < grant.expiresAt()) {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Allow.class,
              allow -> {
                assertThat(allow.grant()).isEqualTo(grant);
                assertThat(allow.token()).isEqualTo(token.value());
                assertThat(allow.path()).isEqualTo(BASE + path);
              });
    } else {
      DenyCode code = ((Verdict.Deny) verdict).code();
      assertThat(code)
          .isEqualTo(
              now >= grant.expiresAt()
                  ? DenyCode.EXPIRED
                  : started ? DenyCode.OUTSIDE_ACL : DenyCode.NOT_YET_VALID);
    }
  }

  @Property(tries = 60)
  void anyBitChangedDenies(
      @ForAll("subjects") Subject subject,
      @ForAll("grants") PlaybackGrant grant,
      @ForAll @IntRange(max = 6) int firstBit) {
    SignedToken token = subject.sign(grant, BASE + "/a/m.m3u8");
    String path = grant.paths().getFirst().replace("*", "x").replace("?", "x");
    long now = grant.expiresAt() - 1;
    assertThat(subject.verify(Requests.follow(token, subject.placement(), path), now))
        .isInstanceOf(Verdict.Allow.class);

    String value = token.value();
    for (int i = 0; i < value.length(); i++) {
      int bit = (firstBit + i) % 7;
      char changed = (char) (value.charAt(i) ^ 1 << bit);
      String other = value.substring(0, i) + changed + value.substring(i + 1);
      SignedToken forged =
          new SignedToken(token.url(), other, Map.of(), Map.of(subject.placement().name(), other));
      assertThat(subject.verify(Requests.follow(forged, subject.placement(), path), now))
          .as("bit %d of character %d", bit, i)
          .isInstanceOf(Verdict.Deny.class);
    }
  }

  @Property(tries = 60)
  void droppedRepeatedAndMovedPiecesDeny(
      @ForAll("subjects") Subject subject,
      @ForAll("grants") PlaybackGrant grant,
      @ForAll @IntRange(max = 200) int from,
      @ForAll @IntRange(min = 1, max = 40) int length) {
    SignedToken token = subject.sign(grant, BASE + "/a/m.m3u8");
    String value = token.value();
    int start = from % value.length();
    int end = Math.min(value.length(), start + length);
    String piece = value.substring(start, end);
    for (String other :
        List.of(
            value.substring(0, start) + value.substring(end),
            value.substring(0, start) + piece + value.substring(start),
            value + piece,
            piece + value)) {
      if (!other.equals(value)) {
        PresentedToken presented =
            new PresentedToken(other, BASE + "/a/m.m3u8", "", Requests.get(BASE + "/a/m.m3u8"));
        assertThat(
                Formats.open(subject.dialect(), subject.placement())
                    .authenticate(presented, subject.ring()))
            .isInstanceOf(Authentication.Rejected.class);
      }
    }
  }

  @Property(tries = 60)
  void anotherKeyDenies(
      @ForAll("subjects") Subject subject, @ForAll("grants") PlaybackGrant grant) {
    SignedToken token = subject.sign(grant, BASE + "/a/m.m3u8");
    Jwk other =
        subject.key().isSymmetric()
            ? Jwk.generateHs256("k1", new SecureRandom())
            : Jwk.generateEs256("k1");

    Verdict verdict =
        Formats.open(subject.dialect(), subject.placement())
            .verify(Requests.get(token.url()), new KeyRing(List.of(other.verificationKey())), NOW);

    assertThat(verdict).isInstanceOf(Verdict.Deny.class);
  }

  @Property(tries = 4000, maxDiscardRatio = 10)
  void nothingInARequestMakesItThrowOrAllow(
      @ForAll("anyDialect") Dialect dialect,
      @ForAll Carrier carrier,
      @ForAll("hostile") String text,
      @ForAll("hostile") String rest) {
    Assume.that(dialect.description().carriers().contains(carrier));
    Placement placement = new Placement(carrier, "t", "", mandatoryOptions(dialect));
    KeyRing ring =
        new KeyRing(
            List.of(
                Jwk.generateHs256("k1", new SecureRandom()).verificationKey(),
                JWT_KEY.verificationKey()));
    for (String target :
        List.of(text, "/t=" + text + "/" + rest, "/a?t=" + text + "&" + rest, "/" + rest)) {
      Verdict verdict =
          Formats.open(dialect, placement)
              .verify(
                  Requests.request(
                      rest, target, Map.of("cookie", "t=" + text, "t", text, "origin", rest), rest),
                  ring,
                  NOW);
      assertThat(verdict).isInstanceOf(Verdict.Deny.class);
    }
    assertThat(
            Formats.open(dialect, placement)
                .authenticate(new PresentedToken(text, "/a", "", Requests.get("/a")), ring))
        .isInstanceOf(Authentication.Rejected.class);
  }

  private static final Jwk JWT_KEY = Jwk.generateEs256("k2");

  @Example
  void hugeTokensAreRefusedQuickly() {
    List<String> tokens = new ArrayList<>();
    for (String piece : List.of("a", ".", "~", "~exp=1", "e30.", "!", "%2f", "{")) {
      tokens.add(piece.repeat(65536 / piece.length()));
    }
    tokens.add("exp=1700003600~acl=" + "/*!".repeat(20000) + "~hmac=" + "0".repeat(64));
    tokens.add(
        Base64Url.encode("[".repeat(40000).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            + ".e30.AA");

    Duration spent = Requests.cpuTime(() -> refuseAll(tokens));

    assertThat(spent).isLessThan(Duration.ofSeconds(3));
  }

  /** What a dialect is not bound without. */
  private static Map<String, String> mandatoryOptions(Dialect dialect) {
    return dialect.id().equals("ats") ? Map.of("issuer", "playgate") : Map.of();
  }

  private static void refuseAll(List<String> tokens) {
    for (Dialect dialect : Dialects.signed()) {
      for (Carrier carrier : dialect.description().carriers()) {
        Placement placement = new Placement(carrier, "t", "", mandatoryOptions(dialect));
        for (String token : tokens) {
          SignedToken forged = new SignedToken("", token, Map.of(), Map.of("t", token));
          assertThat(
                  Formats.open(dialect, placement)
                      .verify(
                          Requests.follow(forged, placement, "/a"),
                          new KeyRing(List.of(JWT_KEY.verificationKey())),
                          NOW))
              .isInstanceOf(Verdict.Deny.class);
        }
      }
    }
  }

  @Provide
  Arbitrary<Subject> subjects() {
    return Combinators.combine(
            Arbitraries.of(KEYS.keySet()).map(id -> Dialects.find(id).orElseThrow()),
            Arbitraries.of(Carrier.class))
        .as((dialect, carrier) ->
            new Subject(dialect, new Placement(carrier, "t", BASE, Map.of())));
  }

  @Provide
  Arbitrary<Dialect> anyDialect() {
    return Arbitraries.of(Dialects.signed());
  }

  /** Grants within what every one of the dialects can say. */
  @Provide
  Arbitrary<PlaybackGrant> grants() {
    Arbitrary<List<String>> patterns =
        Arbitraries.of("/a/*", "/a/m.m3u8", "/b/*", "/b/?/x", "/*/m.m3u8", "/a%20b/*")
            .map(pattern -> BASE + pattern)
            .list()
            .ofMinSize(1)
            .ofMaxSize(4);
    return Combinators.combine(
            patterns,
            Arbitraries.longs().between(NOW + 3, NOW + 12),
            Arbitraries.longs().between(NOW - 1, NOW + 2).injectNull(0.5),
            Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("-_")
                .ofMinLength(1)
                .ofMaxLength(64)
                .injectNull(0.3),
            Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("-_.:=")
                .ofMinLength(1)
                .ofMaxLength(80)
                .injectNull(0.3))
        .as((paths, expiresAt, notBefore, session, data) ->
            PlaybackGrant.expiringAt(expiresAt)
                .paths(paths)
                .notBefore(notBefore == null ? PlaybackGrant.UNSET : notBefore)
                .session(session)
                .data(data)
                .build());
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
        "/a/m.m3u8",
        "/a/",
        "/a",
        "/ab/1",
        "/b/1/x",
        "/b/12/x",
        "/b/1/y",
        "/c/m.m3u8",
        "/c/d/m.m3u8",
        "/a%20b/1",
        "/m.m3u8",
        "/");
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
                "~id=a",
                "~data=b",
                "~hmac=",
                "hmac=",
                "0".repeat(64),
                "!",
                ".",
                "e30",
                "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsyIn0",
                "A".repeat(86),
                "A".repeat(43),
                "\u0000",
                "\u00e9",
                "\ud800",
                "http://",
                "@",
                ";",
                "*",
                "1700003600",
                "-1",
                "{",
                "\"",
                "\r\n",
                " ")
            .list()
            .ofMaxSize(9)
            .map(list -> String.join("", list));
    return Arbitraries.oneOf(pieces, Arbitraries.strings().ofMaxLength(60));
  }
}
