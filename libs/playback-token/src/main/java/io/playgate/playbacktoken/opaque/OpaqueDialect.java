package io.playgate.playbacktoken.opaque;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.ReferenceDialect;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.internal.dialect.OptionValues;

/**
 * Opaque tokens: a text says nothing, and what it grants is looked up by its hash (RFC 7662 for the
 * look-up, which this library, doing no I/O, leaves to its caller).
 */
public final class OpaqueDialect implements ReferenceDialect {

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Playgate opaque token", "RFC 7662 for the look-up; docs/reference/dialects.md", "1")
          .carriers(Carrier.PATH, Carrier.QUERY, Carrier.COOKIE, Carrier.HEADER)
          .tokenName("token")
          .algorithms(OpaqueTokens.ALGORITHM)
          .allFields()
          .acl(Scope.PATTERNS, "exact, * and ?, any number, kept where the token is registered")
          .proof(
              ProofLevel.SELF_CONSISTENT,
              "there is nothing in the token that another program could read");

  @Override
  public String id() {
    return "opaque";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public ReferenceFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues.read(this, placement);
    return new OpaqueFormat(placement);
  }
}
