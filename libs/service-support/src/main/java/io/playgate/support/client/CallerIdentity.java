package io.playgate.support.client;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;

/** Reads a service assertion's claims about the caller from its security identity. */
public final class CallerIdentity {

  /** Attribute with the caller's delivery profiles, a set of text. */
  public static final String PROFILES = "profiles";

  /** Attribute with the entry of the clients file that let the caller in. */
  static final String CLIENT = "client";

  /** Entry that stands for every delivery profile. */
  public static final String ALL_PROFILES = "*";

  private CallerIdentity() {}

  /**
   * Returns the delivery profiles of an edge; empty for a caller that came with anything else than
   * a service assertion.
   */
  public static Set<String> profiles(SecurityIdentity identity) {
    Set<String> profiles = identity.getAttribute(PROFILES);
    return profiles == null ? Set.of() : profiles;
  }

  /** Whether the caller may be given the keys of a delivery profile. */
  public static boolean mayReadProfile(SecurityIdentity identity, String profile) {
    Set<String> profiles = profiles(identity);
    return profiles.contains(profile) || profiles.contains(ALL_PROFILES);
  }
}
