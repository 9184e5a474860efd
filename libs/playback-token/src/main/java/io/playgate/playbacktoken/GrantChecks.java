package io.playgate.playbacktoken;

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
 *   <li>Path: some entry of the ACL covers it ({@link PathPattern}); the query takes no part.
 *   <li>Method: one of the grant's, or GET or HEAD where it names none.
 *   <li>Client address: inside the grant's address or block; an unknown address is refused.
 *   <li>Site: the host of {@code Origin}, or of {@code Referer} where no Origin was sent, equals
 *       the grant's domain, letter case and port aside; {@code *.example.com} stands for every
 *       subdomain and not for {@code example.com} itself. A request that names no site is refused.
 *   <li>Country: the value of the request header that the option {@value #COUNTRY_HEADER} names,
 *       which a trusted front sets, is one of the grant's. Without the option a token with
 *       countries is refused.
 * </ul>
 */
public final class GrantChecks {

  /** The option of {@link Placement#options()} that names the header holding the country. */
  public static final String COUNTRY_HEADER = "countryHeader";

  private GrantChecks() {}

  /**
   * Judges.
   *
   * @param accepted the genuine token
   * @param token the same, as this request presents it
   * @param now epoch seconds
   */
  public static Verdict check(
      Authentication.Accepted accepted, PresentedToken token, Placement placement, long now) {
    PlaybackGrant grant = accepted.grant();
    PlaybackRequest request = token.request();
    if (now >= grant.expiresAt()) {
      return deny(DenyCode.EXPIRED, "expired " + (now - grant.expiresAt()) + " s ago");
    }
    if (grant.notBefore() != PlaybackGrant.UNSET && now < grant.notBefore()) {
      return deny(DenyCode.NOT_YET_VALID, "holds in " + (grant.notBefore() - now) + " s");
    }
    boolean pathAuthenticated = accepted.requestBound() && grant.paths().isEmpty();
    if (!pathAuthenticated && !accepted.acl().covers(token.path())) {
      return deny(DenyCode.OUTSIDE_ACL, "no pattern of the token covers the path");
    }
    if (!methodAllowed(grant.methods(), request.method())) {
      return deny(DenyCode.METHOD, "the method is not one the token allows");
    }
    AddressBlock address = accepted.address();
    if (address != null && !inside(address, request.clientIp())) {
      return deny(DenyCode.CLIENT_ADDRESS, "the client address is not the token's");
    }
    String domain = grant.domain();
    if (domain != null && !fromSite(domain, request)) {
      return deny(DenyCode.DOMAIN, "the request does not come from the token's site");
    }
    if (!grant.countries().isEmpty() && !fromCountry(grant.countries(), request, placement)) {
      return deny(DenyCode.COUNTRY, "the country is not one the token allows, or not known");
    }
    return new Verdict.Allow(grant, token.value(), accepted.kid(), token.path(), token.query());
  }

  private static Verdict deny(DenyCode code, String detail) {
    return new Verdict.Deny(code, detail);
  }

  private static boolean methodAllowed(List<String> methods, String method) {
    return methods.isEmpty()
        ? method.equals("GET") || method.equals("HEAD")
        : methods.contains(method);
  }

  private static boolean inside(AddressBlock block, @Nullable String clientIp) {
    if (clientIp == null) {
      return false;
    }
    AddressBlock client = AddressBlock.parse(clientIp);
    return client != null && client.isSingle() && block.contains(client);
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
    String header = placement.options().get(COUNTRY_HEADER);
    String country =
        header == null ? null : request.header().apply(header.toLowerCase(Locale.ROOT));
    return country != null && countries.contains(country.toUpperCase(Locale.ROOT));
  }
}
