package io.playgate.playbacktoken.edgeauth;

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

/**
 * Akamai Auth Token 2.0.
 *
 * <p>A token is the fields {@code ip st exp acl id data hmac}, in that order, as {@code name=value}
 * joined by {@code ~}; {@code exp} and {@code hmac} are mandatory, times are epoch seconds. The MAC
 * is over the text before {@code ~hmac=} exactly as it stands, with {@code ~url=PATH} added where
 * there is no {@code acl}, and {@code ~salt=SALT} where the option {@value #SALT} is set. It is
 * HMAC with SHA-256, SHA-1 or MD5, by the key's algorithm ({@code HS256}, {@code HS1}, {@code
 * HMD5}); a key makes and checks no other.
 *
 * <p>The grant: {@code session} is {@code id} (1 to 64 of {@code [A-Za-z0-9_-]}), {@code notBefore}
 * is {@code st}, {@code ip} one address, {@code paths} the ACL, joined by {@code !}; without paths
 * the token holds for the signed URL's path alone. {@code issuedAt} has no field.
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@value #SALT}: as above.
 *   <li>{@value #ALGORITHM} ({@code sha256}, {@code sha1}, {@code md5}): the only algorithm to be
 *       used, so that a key or token of another is refused. It selects none by itself: the key
 *       does.
 *   <li>{@value #ESCAPE_EARLY} ({@code node}, {@code python}, {@code java}; off by default): values
 *       are percent-encoded before they are signed, as the library of that language does where its
 *       {@code escape_early} is on. The three differ ({@link EscapeEarly}): {@code java} escapes
 *       the ACL too, {@code node} writes a space as {@code %20} and the others as {@code +}. The
 *       grant's {@code data} may then be any text ({@code python}: without {@code ~}, which it
 *       would write raw into the token); the path of a URL token is signed escaped.
 *   <li>{@value #ESCAPE_ACL} ({@code true}, {@code false}): whether {@code / ? %} of the ACL are
 *       percent-encoded ({@code acl=%2flive%2f42%2f*}), as in Akamai's own cookieless {@code hdntl}
 *       form. It is by default in the path, where a slash would end the token's segment, and not
 *       elsewhere; with {@code java}, which escapes the ACL its own way, it cannot be set.
 * </ul>
 */
public final class EdgeAuthDialect implements SignedDialect {

  /** The option that holds a salt both sides know. */
  public static final String SALT = Options.SALT;

  /** The option that names the only algorithm to be used. */
  public static final String ALGORITHM = Options.ALGORITHM;

  /** The option that says which library's way of escaping values is used. */
  public static final String ESCAPE_EARLY = Options.ESCAPE_EARLY;

  /** The option that says whether the ACL is escaped. */
  public static final String ESCAPE_ACL = Options.ESCAPE_ACL;

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Akamai Auth Token 2.0 (EdgeAuth)",
              "akamai/EdgeAuth-Token-Node, -Python, -Java; Akamai AMD token authentication",
              "2.0, as akamai-edgeauth 0.2.0")
          .carriers(Carrier.PATH, Carrier.QUERY, Carrier.COOKIE, Carrier.HEADER)
          .tokenName("hdnts")
          .algorithms("HS256", "HS1", "HMD5")
          .fields(
              GrantField.SESSION,
              GrantField.PATHS,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.DATA)
          .startsAtOnce()
          .reach(Reach.DATA)
          .acl(Scope.PATTERNS, "exact, * and ?, several joined by !; or one signed URL")
          .options(Options.SPECS)
          .proof(
              ProofLevel.JUDGED,
              "Akamai's own library for Node.js, akamai-edgeauth 0.2.0, makes the same tokens");

  private final RecentAcls acls = new RecentAcls();

  @Override
  public String id() {
    return "edgeauth";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    return new EdgeAuthFormat(this, placement, Options.of(this, placement), acls);
  }
}
