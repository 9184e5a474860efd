package io.playgate.token.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * What the presented viewer token says.
 *
 * @param viewer who ({@code sub})
 * @param login the sign-in session
 * @param device the device that the sign-in session is bound to
 * @param packages what the viewer is entitled to
 * @param issuedAt when it was issued, epoch seconds
 * @param sessionLimit how many sessions at a time; empty for the configured default
 */
record ViewerToken(
    String viewer,
    String login,
    String device,
    Set<String> packages,
    long issuedAt,
    OptionalInt sessionLimit) {

  private static final int MAX_LENGTH = 256;

  ViewerToken {
    packages = Set.copyOf(packages);
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
        strings(token.getClaim("packages")),
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

  private static Set<String> strings(@Nullable Object claim) {
    Set<String> strings = new HashSet<>();
    if (claim instanceof Collection<?> items) {
      for (Object item : items) {
        strings.add(item instanceof JsonString json ? json.getString() : String.valueOf(item));
      }
    }
    return strings;
  }

  private static OptionalInt limit(@Nullable Object claim) {
    return switch (claim) {
      case jakarta.json.JsonNumber number -> OptionalInt.of(Math.max(0, number.intValue()));
      case Number number -> OptionalInt.of(Math.max(0, number.intValue()));
      case null, default -> OptionalInt.empty();
    };
  }
}
