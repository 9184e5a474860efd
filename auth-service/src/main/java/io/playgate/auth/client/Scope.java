package io.playgate.auth.client;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The scopes that a client can hold; docs/reference/service-calls.md says what each allows. */
public final class Scope {

  /** All of them. {@code playback} is not among them: it is for viewer tokens only. */
  public static final Set<String> GRANTABLE =
      Set.copyOf(
          new TreeSet<>(
              Set.of(
                  "viewers.read",
                  "viewers.write",
                  "clients.write",
                  "entitlements.write",
                  "catalogue.read",
                  "catalogue.write",
                  "keys.read",
                  "revocations.read",
                  "revocations.write",
                  "revocation.feed",
                  "tokens.register",
                  "tokens.introspect",
                  "tokens.revoke")));

  private static final Pattern SPACE = Pattern.compile(" ");

  private Scope() {}

  /** Returns the scopes of a {@code scope} parameter (RFC 6749 section 3.3), in their order. */
  public static Set<String> parse(String text) {
    Set<String> scopes = new LinkedHashSet<>();
    SPACE.splitAsStream(text).filter(scope -> !scope.isEmpty()).forEach(scopes::add);
    return scopes;
  }

  /** Returns the text of scopes, in alphabetical order. */
  static String format(Collection<String> scopes) {
    return String.join(" ", new TreeSet<>(scopes));
  }
}
