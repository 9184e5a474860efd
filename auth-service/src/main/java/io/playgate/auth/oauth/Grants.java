package io.playgate.auth.oauth;

import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The grants that are registered, in the order of their types. */
@Startup
@Singleton
class Grants {
  /** {@code grant-name} and URIs of RFC 6749 appendix A.10, and nothing that needs escaping. */
  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9._:/-]{1,200}");

  private static final Pattern PARAMETER = Pattern.compile("[a-z]+(_[a-z]+)*");

  private final SortedMap<String, Grant> byType = new TreeMap<>();

  /**
   * Takes what is registered.
   *
   * @throws IllegalStateException where two have one type, or one has a name that cannot be sent or
   *     belongs to every grant: the service does not start then
   */
  Grants(@All List<Grant> grants) {
    for (Grant grant : grants) {
      if (!TYPE.matcher(grant.type()).matches()) {
        throw new IllegalStateException("a grant's type must be a name or a URI: " + grant.type());
      }
      if (byType.putIfAbsent(grant.type(), grant) != null) {
        throw new IllegalStateException("two grants have the type " + grant.type());
      }
      for (String parameter : grant.parameters()) {
        if (!PARAMETER.matcher(parameter).matches() || TokenRequest.COMMON.contains(parameter)) {
          throw new IllegalStateException(
              "the grant " + grant.type() + " cannot have a parameter " + parameter);
        }
      }
    }
    if (byType.isEmpty()) {
      throw new IllegalStateException("no grant is registered");
    }
  }

  /** Their types. */
  Set<String> types() {
    return Collections.unmodifiableSet(byType.keySet());
  }

  /** The grants. */
  Collection<Grant> all() {
    return Collections.unmodifiableCollection(byType.values());
  }

  /** The parameters that single grants have. */
  Set<String> parameters() {
    Set<String> names = new LinkedHashSet<>();
    byType.values().forEach(grant -> names.addAll(grant.parameters()));
    return Collections.unmodifiableSet(names);
  }

  /**
   * The grant of a type.
   *
   * @throws OAuthException {@code unsupported_grant_type} where there is none
   */
  Grant of(String type) {
    Grant grant = byType.get(type);
    if (grant == null) {
      throw new OAuthException(
          OAuthError.UNSUPPORTED_GRANT_TYPE,
          "grant_type must be " + String.join(" or ", byType.keySet()));
    }
    return grant;
  }
}
