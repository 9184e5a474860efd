package io.playgate.playbacktoken;

import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.PathPattern;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Holds a genuine token against one request: times, path, method, client address, site, country.
 * All dialects share these rules.
 *
 * <ul>
 *   <li>Times: a request at {@code expiresAt} is refused, one at {@code notBefore} is not. There is
 *       no leeway.
 *   <li>Path: some entry of the ACL covers it ({@link PathPattern}), unless the token says that
 *       something else proves it ({@link PathProof}); the query takes no part.
 *   <li>Method: one of the grant's, or GET or HEAD if it lists none.
 *   <li>Client address: inside the grant's address or block; an unknown address is refused.
 *   <li>Site: the host of {@code Origin}, or of {@code Referer} where no Origin was sent, equals
 *       the grant's domain, letter case and port aside; {@code *.example.com} stands for every
 *       subdomain and not for {@code example.com} itself. A request without either is denied.
 *   <li>Country: the value of the request header that the option {@value
 *       DialectDescription#COUNTRY_HEADER} names, which a trusted front sets, is one of the
 *       grant's. Without the option a token with countries is refused.
 *   <li>What the dialect asks besides: its {@link RequestCondition}.
 * </ul>
 */
final class GrantChecks {

  private static final Verdict.Deny OUTSIDE_ACL =
      deny(DenyCode.OUTSIDE_ACL, "no pattern of the token covers the path");
  private static final Verdict.Deny OTHER_METHOD =
      deny(DenyCode.METHOD, "the method is not one the token allows");
  private static final Verdict.Deny OTHER_ADDRESS =
      deny(DenyCode.CLIENT_ADDRESS, "the client address is not the token's");
  private static final Verdict.Deny OTHER_SITE =
      deny(DenyCode.DOMAIN, "the request does not come from the token's site");
  private static final Verdict.Deny OTHER_COUNTRY =
      deny(DenyCode.COUNTRY, "the country is not one the token allows, or not known");

  private GrantChecks() {}

  /**
   * Judges.
   *
   * @param accepted the genuine token
   * @param token the same, as this request presents it
   * @param now epoch seconds
   * @param uses where uses are counted, by tokens that want that
   */
  public static Verdict check(
      Authentication.Accepted accepted,
      PresentedToken token,
      Placement placement,
      long now,
      TokenUses uses) {
    // One by one, not in a loop over the steps: each call then has one target, which is inlined.
    Verdict.Deny refusal = Step.EXPIRY.refusal(accepted, token, placement, now, uses);
    if (refusal == null) {
      refusal = Step.START.refusal(accepted, token, placement, now, uses);
    }
    if (refusal == null) {
      refusal = Step.PATH.refusal(accepted, token, placement, now, uses);
    }
    if (refusal == null) {
      refusal = Step.METHOD.refusal(accepted, token, placement, now, uses);
    }
    if (refusal == null) {
      refusal = Step.ADDRESS.refusal(accepted, token, placement, now, uses);
    }
    if (refusal == null) {
      refusal = Step.SITE.refusal(accepted, token, placement, now, uses);
    }
    if (refusal == null) {
      refusal = Step.COUNTRY.refusal(accepted, token, placement, now, uses);
    }
    if (refusal == null) {
      refusal = Step.CONDITION.refusal(accepted, token, placement, now, uses);
    }
    if (refusal != null) {
      return refusal;
    }
    return allow(accepted, token);
  }

  static Verdict.Allow allow(Authentication.Accepted accepted, PresentedToken token) {
    return new Verdict.Allow(accepted.grant(), accepted.kid(), token);
  }

  /** The rules, in the order in which they are asked. */
  enum Step {
    EXPIRY("expiresAt") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        long expiresAt = accepted.grant().expiresAt();
        return now >= expiresAt
            ? deny(DenyCode.EXPIRED, "expired " + (now - expiresAt) + " s ago")
            : null;
      }
    },
    START("notBefore") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        long notBefore = accepted.grant().notBefore();
        return notBefore != PlaybackGrant.UNSET && now < notBefore
            ? deny(DenyCode.NOT_YET_VALID, "valid in " + (notBefore - now) + " s")
            : null;
      }
    },
    PATH("path") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        return accepted.proof() != PathProof.ACL || accepted.acl().covers(token.normalPath())
            ? null
            : OUTSIDE_ACL;
      }
    },
    METHOD("method") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        return methodAllowed(accepted.grant().methods(), token.request().method())
            ? null
            : OTHER_METHOD;
      }
    },
    ADDRESS("ip") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        AddressBlock address = accepted.address();
        return address == null || inside(address, token.request().clientIp())
            ? null
            : OTHER_ADDRESS;
      }
    },
    SITE("domain") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        String domain = accepted.grant().domain();
        return domain == null || fromSite(domain, token.request()) ? null : OTHER_SITE;
      }
    },
    COUNTRY("countries") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        List<String> countries = accepted.grant().countries();
        return countries.isEmpty() || fromCountry(countries, token.request(), placement)
            ? null
            : OTHER_COUNTRY;
      }
    },
    CONDITION("condition") {
      @Override
      Verdict.@Nullable Deny refusal(
          Authentication.Accepted accepted,
          PresentedToken token,
          Placement placement,
          long now,
          TokenUses uses) {
        RequestCondition condition = accepted.condition();
        return condition == null ? null : condition.refusal(token, now, uses);
      }
    };

    private final String text;

    Step(String text) {
      this.text = text;
    }

    /** What it is about, in an explanation. */
    String text() {
      return text;
    }

    /** Why the request is refused by this rule; null where it is not. */
    abstract Verdict.@Nullable Deny refusal(
        Authentication.Accepted accepted,
        PresentedToken token,
        Placement placement,
        long now,
        TokenUses uses);
  }

  private static Verdict.Deny deny(DenyCode code, String detail) {
    return new Verdict.Deny(code, detail);
  }

  private static boolean methodAllowed(List<String> methods, String method) {
    return methods.isEmpty()
        ? method.equals("GET") || method.equals("HEAD")
        : methods.contains(method);
  }

  private static boolean inside(AddressBlock block, @Nullable String clientIp) {
    AddressBlock client = AddressBlock.single(clientIp);
    return client != null && block.contains(client);
  }

  private static boolean fromSite(String domain, PlaybackRequest request) {
    String site = request.header().apply("origin");
    if (site == null) {
      site = request.header().apply("referer");
    }
    String host = site == null ? null : host(site);
    if (host == null) {
      return false;
    }
    if (domain.startsWith("*.")) {
      int suffix = domain.length() - 1;
      return host.length() > suffix
          && host.regionMatches(true, host.length() - suffix, domain, 1, suffix);
    }
    return host.equalsIgnoreCase(domain);
  }

  /** The host of an http or https URL, without user information and port; null for others. */
  private static @Nullable String host(String url) {
    int start;
    if (url.regionMatches(true, 0, "https://", 0, 8)) {
      start = 8;
    } else if (url.regionMatches(true, 0, "http://", 0, 7)) {
      start = 7;
    } else {
      return null;
    }
    int end = start;
    while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    if (url.lastIndexOf('@', end - 1) >= start) {
      return null;
    }
    int port = url.startsWith("[", start) ? url.indexOf(']', start) + 1 : url.indexOf(':', start);
    if (port > start && port < end) {
      end = port;
    }
    return end > start ? url.substring(start, end) : null;
  }

  private static boolean fromCountry(
      List<String> countries, PlaybackRequest request, Placement placement) {
    String header = placement.options().get(DialectDescription.COUNTRY_HEADER);
    String country =
        header == null ? null : request.header().apply(header.toLowerCase(Locale.ROOT));
    return country != null && countries.contains(country.toUpperCase(Locale.ROOT));
  }
}
