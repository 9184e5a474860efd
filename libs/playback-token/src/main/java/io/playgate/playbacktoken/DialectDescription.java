package io.playgate.playbacktoken;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dialect can express, for people and for programs that choose one.
 *
 * @param title its name in the world
 * @param source where the format is written down
 * @param version the version of the format that is implemented
 * @param carriers where its tokens may travel
 * @param tokenName the customary name of its parameter, segment, cookie or header
 * @param algorithms what keys may be restricted to, the first one preferred
 * @param fields which fields of a grant it carries
 * @param acl the forms of path ACL it knows, in words
 * @param options the options of {@link Placement#options()} it reads, with their meaning
 * @param proof how it is known to be right
 * @param proofNote by whom or what
 */
public record DialectDescription(
    String title,
    String source,
    String version,
    List<Carrier> carriers,
    String tokenName,
    List<String> algorithms,
    Set<GrantField> fields,
    String acl,
    Map<String, String> options,
    ProofLevel proof,
    String proofNote) {

  public DialectDescription {
    carriers = List.copyOf(carriers);
    algorithms = List.copyOf(algorithms);
    Set<GrantField> some = EnumSet.noneOf(GrantField.class);
    some.addAll(fields);
    fields = Collections.unmodifiableSet(some);
    options = Map.copyOf(options);
  }

  /**
   * The grant without those names (viewer, device ...) that the dialect cannot carry. Restrictions
   * stay, so that {@link Dialect#sign} still refuses what it cannot enforce: omitting a name is the
   * caller's decision, and means that revocation rules on it do not match the token.
   */
  public PlaybackGrant withoutNamesNotCarried(PlaybackGrant grant) {
    return PlaybackGrant.expiringAt(grant.expiresAt())
        .session(fields.contains(GrantField.SESSION) ? grant.session() : null)
        .viewer(fields.contains(GrantField.VIEWER) ? grant.viewer() : null)
        .asset(fields.contains(GrantField.ASSET) ? grant.asset() : null)
        .packageId(fields.contains(GrantField.PACKAGE) ? grant.packageId() : null)
        .entitlement(fields.contains(GrantField.ENTITLEMENT) ? grant.entitlement() : null)
        .login(fields.contains(GrantField.LOGIN) ? grant.login() : null)
        .device(fields.contains(GrantField.DEVICE) ? grant.device() : null)
        .tokenId(fields.contains(GrantField.TOKEN_ID) ? grant.tokenId() : null)
        .issuedAt(grant.issuedAt())
        .paths(grant.paths())
        .notBefore(grant.notBefore())
        .ip(grant.ip())
        .domain(grant.domain())
        .methods(grant.methods())
        .countries(grant.countries())
        .data(grant.data())
        .build();
  }
}
