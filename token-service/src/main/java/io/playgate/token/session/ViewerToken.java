package io.playgate.token.session;

import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.identifier.Identifiers;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * What the presented viewer token says.
 *
 * @param viewer who ({@code sub})
 * @param login the sign-in session
 * @param device the device that the sign-in session is bound to: the id that auth-service made
 * @param rights what the viewer is entitled to
 * @param issuedAt when it was issued, epoch seconds
 * @param sessionLimit how many sessions at a time; empty for the configured default
 */
record ViewerToken(
    String viewer,
    String login,
    String device,
    List<Right> rights,
    long issuedAt,
    OptionalInt sessionLimit) {

  /** What revocation-service takes of an opaque token, too. */
  private static final int MAX_LENGTH = Identifiers.MAX_VIEWER;

  ViewerToken {
    rights = List.copyOf(rights);
  }

  /**
   * Reads the caller's token, whose signature, times and audience hold.
   *
   * @throws AuthenticationFailedException if it lacks what a viewer token has
   */
  static ViewerToken of(SecurityIdentity identity) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      throw new AuthenticationFailedException("not a viewer token");
    }
    return new ViewerToken(
        name(token.getSubject()),
        name(token.getClaim("login")),
        name(token.getClaim("device")),
        rights(token),
        token.getIssuedAtTime(),
        limit(token.getClaim("session_limit")));
  }

  private static String name(@Nullable Object claim) {
    String text = claim instanceof JsonString json ? json.getString() : String.valueOf(claim);
    if (claim == null
        || text.isEmpty()
        || text.length() > MAX_LENGTH
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new AuthenticationFailedException("a claim of the viewer token is missing");
    }
    return text;
  }

  /**
   * What the claims {@code entitlements} and {@code packages} say. A package without an entitlement
   * there is one that ends after every token that is made from this one: auth-service leaves such
   * out where there are many, and an older one names none at all.
   */
  private static List<Right> rights(JsonWebToken token) {
    List<Right> rights = new ArrayList<>();
    Object claim = token.getClaim("entitlements");
    if (claim != null) {
      if (!(claim instanceof Collection<?> entitlements)) {
        throw malformed();
      }
      entitlements.forEach(item -> rights.add(right(item)));
    }
    Set<String> told = rights.stream().map(Right::packageId).collect(Collectors.toSet());
    for (Object item : items(token.getClaim("packages"))) {
      String packageId = name(item);
      if (!told.contains(packageId)) {
        rights.add(new Right(packageId, null, Right.WITHOUT_END));
      }
    }
    return rights;
  }

  private static Right right(@Nullable Object item) {
    if (!(item instanceof Map<?, ?> entitlement)) {
      throw malformed();
    }
    String id = name(entitlement.get("id"));
    if (!RevocationRule.isSubject(RevocationScope.ENTITLEMENT, id)) {
      throw malformed();
    }
    long until =
        switch (entitlement.get("until")) {
          case null -> Right.WITHOUT_END;
          case JsonNumber number -> (long) number.doubleValue();
          case Number number -> number.longValue();
          default -> throw malformed();
        };
    return new Right(name(entitlement.get("package")), id, until);
  }

  private static Collection<?> items(@Nullable Object claim) {
    return claim instanceof Collection<?> items ? items : List.of();
  }

  private static AuthenticationFailedException malformed() {
    return new AuthenticationFailedException("a claim of the viewer token is malformed");
  }

  private static OptionalInt limit(@Nullable Object claim) {
    return switch (claim) {
      case JsonNumber number -> OptionalInt.of(Math.max(0, number.intValue()));
      case Number number -> OptionalInt.of(Math.max(0, number.intValue()));
      case null, default -> OptionalInt.empty();
    };
  }
}
