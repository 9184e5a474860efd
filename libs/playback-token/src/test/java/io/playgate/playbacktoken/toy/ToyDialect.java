package io.playgate.playbacktoken.toy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Reach;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;

/**
 * A dialect for tests: {@code exp~session~data~paths~mac}, the time in epoch seconds, the three
 * texts in base64url (the patterns one a line), and the HMAC-SHA-256 of all before it, in base64url
 * too.
 */
public final class ToyDialect implements SignedDialect {
  /** Its id, which no other dialect has. */
  public static final String ID = "toy";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of("Toy", "the tests of this library", "1")
          .carriers(Carrier.PATH, Carrier.QUERY)
          .tokenName("toy")
          .algorithms("HS256")
          .fields(GrantField.SESSION, GrantField.DATA, GrantField.PATHS)
          .startsAtOnce()
          .reach(Reach.DATA)
          .acl(Scope.PATTERNS, "any number of patterns")
          .proof(ProofLevel.SELF_CONSISTENT, "nobody else reads it");

  @Override
  public String id() {
    return ID;
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues.read(this, placement);
    return new ToyFormat(this, placement);
  }
}
