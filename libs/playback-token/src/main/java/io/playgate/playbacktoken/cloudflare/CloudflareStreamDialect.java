package io.playgate.playbacktoken.cloudflare;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.CompactJws;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantChecks;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.StrictJson;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cloudflare Stream's signed tokens: an RS256 JWT that stands in the place of the video's uid,
 * {@code /JWT/manifest/video.m3u8}, so that players' relative URIs inherit it.
 *
 * <p>{@code kid} stands in header and payload; {@code sub} is the uid, {@code exp} and {@code nbf}
 * are epoch seconds, {@code accessRules} restrict by country and address. The uid is the first
 * segment of the signed URL's path behind the base path; a grant's asset, if any, must be it, and
 * its one path pattern that segment and {@code /*}. Countries or an address become a rule that
 * allows them and one that blocks all others; both together cannot be said, as the first rule that
 * matches decides.
 *
 * <p>Verifying judges the rules in their order. A request that no rule matches is refused, where
 * Cloudflare's documentation is silent. The grant that it answers with has the countries or the
 * address of rules that say just that, as those that are signed here do; of others it has neither,
 * though they are judged. Option {@value #DOWNLOADABLE} writes the claim of that name; it restricts
 * downloads at Cloudflare and nothing here.
 */
public final class CloudflareStreamDialect implements PlacedDialect {

  /** The option that writes the claim {@code downloadable}. */
  public static final String DOWNLOADABLE = "downloadable";

  private static final Set<String> ALGORITHMS = Set.of("RS256");
  private static final int MOST_RULES = 32;
  private static final String COUNTRY = "ip.geoip.country";
  private static final String SOURCE = "ip.src";
  private static final String ANY = "any";

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Cloudflare Stream signed token",
          "cloudflare-docs: Stream, securing your stream",
          "2026",
          List.of(Carrier.PATH),
          "token",
          List.of("RS256"),
          Set.of(
              GrantField.ASSET,
              GrantField.PATHS,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.COUNTRIES),
          "everything of one video uid",
          Map.of(DOWNLOADABLE, "true or false: writes the claim"),
          ProofLevel.JUDGED,
          "jose, both directions");

  @Override
  public String id() {
    return "cloudflare-stream";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    GrantSyntax.requireReadableBindings(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    String path = target.path();
    int start = placement.basePath().length() + 1;
    int end = path.indexOf('/', start);
    if (end <= start) {
      throw new UnsupportedGrantException(
          "url-without-uid", "the URL's path must be the video's uid and a file of it");
    }
    String uid = path.substring(start, end);
    if (!isSegment(uid)) {
      throw new UnsupportedGrantException(
          "url-without-uid", "a video's uid is of letters, digits, - and _");
    }
    if (grant.asset() != null && !grant.asset().equals(uid)) {
      throw new UnsupportedGrantException(
          "asset-mismatch", "asset must be the URL's video uid, or absent");
    }
    List<String> paths = GrantSyntax.paths(grant);
    String covered = path.substring(0, end) + "/*";
    if (!paths.isEmpty() && !paths.equals(List.of(covered))) {
      throw new UnsupportedGrantException(
          "path-pattern", "the one path pattern that can be said here is " + covered);
    }
    String ip = grant.ip();
    if (ip != null && !grant.countries().isEmpty()) {
      throw new UnsupportedGrantException(
          "rules-conjunction", "ip and countries cannot be demanded both");
    }
    String downloadable = placement.options().get(DOWNLOADABLE);
    if (downloadable != null && !List.of("true", "false").contains(downloadable)) {
      throw new UnsupportedGrantException("option-invalid", "downloadable must be true or false");
    }
    byte[] claims =
        StrictJson.writeObject(out -> {
          out.writeStringField("sub", uid);
          out.writeStringField("kid", key.kid());
          out.writeNumberField("exp", grant.expiresAt());
          if (grant.notBefore() != PlaybackGrant.UNSET) {
            out.writeNumberField("nbf", grant.notBefore());
          }
          if (downloadable != null) {
            out.writeBooleanField("downloadable", downloadable.equals("true"));
          }
          if (ip != null || !grant.countries().isEmpty()) {
            out.writeArrayFieldStart("accessRules");
            out.writeStartObject();
            out.writeStringField("type", ip == null ? COUNTRY : SOURCE);
            out.writeStringField("action", "allow");
            out.writeArrayFieldStart(ip == null ? "country" : "ip");
            for (String item : ip == null ? grant.countries() : List.of(ip)) {
              out.writeString(item);
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeStartObject();
            out.writeStringField("type", ANY);
            out.writeStringField("action", "block");
            out.writeEndObject();
            out.writeEndArray();
          }
        });
    String token = CompactJws.sign(claims, key, null, true);
    return new SignedToken(
        TokenCutter.url(
            target, path.substring(0, start) + token + path.substring(end), target.query()),
        token,
        Map.of(),
        Map.of());
  }

  /** The path is given the uid that the token claims, which authentication then makes sure of. */
  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    if (placement.carrier() != Carrier.PATH) {
      return new TokenCut.Refused(DenyCode.MISSING, "Stream tokens travel in the path only");
    }
    try {
      RequestTarget target = RequestTarget.parse(request.target());
      String path = target.path();
      int start = placement.basePath().length() + 1;
      int end = path.startsWith(placement.basePath() + "/") ? path.indexOf('/', start) : -1;
      if (end <= start || path.substring(start, end).indexOf('.') < 0) {
        return new TokenCut.Refused(DenyCode.MISSING, "no token in the first path segment");
      }
      String token = path.substring(start, end);
      Claims claims = new Claims();
      StrictJson.readObject(CompactJws.read(token).payload(), claims::read);
      if (claims.uid == null || !isSegment(claims.uid)) {
        return new TokenCut.Refused(
            DenyCode.MALFORMED, "sub is missing: it must be the uid of the video");
      }
      return TokenCutter.presented(
          token,
          placement.basePath() + "/" + claims.uid + path.substring(end),
          target.query(),
          request,
          placement);
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    } catch (CompactJws.MalformedException | IOException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, "the token cannot be read");
    }
  }

  private static boolean isSegment(String uid) {
    return !uid.isEmpty() && Base64Url.isAlphabet(uid);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    Claims claims = new Claims();
    CompactJws jws;
    try {
      jws = CompactJws.read(token.value());
      StrictJson.readObject(jws.payload(), claims::read);
    } catch (CompactJws.MalformedException e) {
      return e.rejected();
    } catch (IOException e) {
      return malformed("the claims must be one JSON object of the expected members, each once");
    }
    String kid = jws.kid();
    if (kid == null || (claims.kid != null && !claims.kid.equals(kid))) {
      return new Authentication.Rejected(
          DenyCode.SIGNATURE, "kid is missing, or differs between header and payload");
    }
    Authentication.Rejected refusal = jws.refusal(kid, keys, ALGORITHMS);
    if (refusal != null) {
      return refusal;
    }
    String uid = claims.uid;
    if (uid == null || !isSegment(uid) || claims.expiresAt == PlaybackGrant.UNSET) {
      return malformed("sub or exp is missing");
    }
    if (claims.notBefore != PlaybackGrant.UNSET && claims.notBefore >= claims.expiresAt) {
      return malformed("nbf is not before exp");
    }
    PlaybackGrant.Builder grant =
        PlaybackGrant.expiringAt(claims.expiresAt)
            .notBefore(claims.notBefore)
            .asset(uid)
            .paths(List.of(placement.basePath() + "/" + uid + "/*"));
    List<Rule> rules = claims.rules;
    if (rules == null) {
      return Authentication.of(grant.build(), jws.identity(kid));
    }
    if (isOneAllowed(rules)) {
      Rule allowed = rules.getFirst();
      if (allowed.type().equals(COUNTRY) && allowed.ips().isEmpty()) {
        grant.countries(allowed.countries());
      } else if (allowed.type().equals(SOURCE)
          && allowed.countries().isEmpty()
          && allowed.ips().size() == 1) {
        grant.ip(allowed.ips().getFirst().text());
      }
    }
    return Authentication.on(
        (presented, now, uses) -> refusal(rules, presented, placement),
        PathProof.ACL,
        grant.build(),
        jws.identity(kid));
  }

  /** Whether the rules allow what the first is about and block all else, as those signed here. */
  private static boolean isOneAllowed(List<Rule> rules) {
    return rules.size() == 2
        && rules.getFirst().allow()
        && rules.getLast().equals(new Rule(ANY, false, List.of(), List.of()));
  }

  private static Verdict.@Nullable Deny refusal(
      List<Rule> rules, PresentedToken token, Placement placement) {
    String header = placement.options().get(GrantChecks.COUNTRY_HEADER);
    String sent =
        header == null ? null : token.request().header().apply(header.toLowerCase(Locale.ROOT));
    String country = sent == null ? null : sent.toUpperCase(Locale.ROOT);
    String clientIp = token.request().clientIp();
    AddressBlock client = clientIp == null ? null : AddressBlock.parse(clientIp);
    for (Rule rule : rules) {
      Boolean matches = rule.matches(country, client);
      if (matches == null) {
        return new Verdict.Deny(
            rule.type().equals(COUNTRY) ? DenyCode.COUNTRY : DenyCode.CLIENT_ADDRESS,
            "what a rule is about is not known of the request");
      }
      if (matches) {
        return rule.allow() ? null : new Verdict.Deny(code(rules), "a rule blocks the request");
      }
    }
    return new Verdict.Deny(code(rules), "no rule allows the request");
  }

  private static DenyCode code(List<Rule> rules) {
    return rules.stream().anyMatch(rule -> rule.type().equals(COUNTRY))
        ? DenyCode.COUNTRY
        : DenyCode.CLIENT_ADDRESS;
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }

  /** An address or block of a rule, as it is written and as it is read. */
  private record Address(String text, AddressBlock block) {}

  /** One access rule. */
  private record Rule(String type, boolean allow, List<String> countries, List<Address> ips) {

    /** Whether it is about the request; null where that cannot be known. */
    @Nullable Boolean matches(@Nullable String country, @Nullable AddressBlock client) {
      return switch (type) {
        case ANY -> true;
        case COUNTRY -> country == null ? null : Boolean.valueOf(countries.contains(country));
        default ->
            (client == null || !client.isSingle())
                ? null
                : Boolean.valueOf(ips.stream().anyMatch(ip -> ip.block().contains(client)));
      };
    }
  }

  private static final class Claims {
    private @Nullable String uid;
    private @Nullable String kid;
    private long notBefore = PlaybackGrant.UNSET;
    private long expiresAt = PlaybackGrant.UNSET;
    private @Nullable List<Rule> rules;

    void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "sub" -> uid = StrictJson.string(value);
        case "kid" -> kid = StrictJson.string(value);
        case "nbf" -> notBefore = StrictJson.seconds(value);
        case "exp" -> expiresAt = StrictJson.seconds(value);
        case "accessRules" -> rules = rules(value);
        default -> value.skipChildren();
      }
    }

    private static List<Rule> rules(JsonParser value) throws IOException {
      if (value.currentToken() != JsonToken.START_ARRAY) {
        throw new IOException("rules are an array");
      }
      List<Rule> rules = new ArrayList<>();
      while (value.nextToken() != JsonToken.END_ARRAY) {
        if (value.currentToken() != JsonToken.START_OBJECT || rules.size() == MOST_RULES) {
          throw new IOException("a rule is an object, and there are not many");
        }
        rules.add(rule(value));
      }
      return rules;
    }

    /** A member or type that is not known might narrow the rule: it is refused. */
    private static Rule rule(JsonParser value) throws IOException {
      String type = "";
      String action = "";
      List<String> countries = List.of();
      List<Address> ips = new ArrayList<>();
      while (value.nextToken() == JsonToken.FIELD_NAME) {
        String name = value.currentName();
        value.nextToken();
        switch (name) {
          case "type" -> type = StrictJson.string(value);
          case "action" -> action = StrictJson.string(value);
          case "country" -> countries = StrictJson.strings(value, 256);
          case "ip" -> {
            for (String text : StrictJson.strings(value, 256)) {
              AddressBlock block = AddressBlock.parse(text);
              if (block == null) {
                throw new IOException("the ip of a rule must be IP addresses or CIDR blocks");
              }
              ips.add(new Address(text, block));
            }
          }
          default -> throw new IOException("unknown member of a rule");
        }
      }
      if (!Set.of(COUNTRY, SOURCE, ANY).contains(type)
          || !Set.of("allow", "block").contains(action)) {
        throw new IOException("unknown type or action of a rule");
      }
      return new Rule(type, action.equals("allow"), countries, ips);
    }
  }
}
