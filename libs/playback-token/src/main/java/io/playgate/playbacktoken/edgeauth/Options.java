package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a placement's options say.
 *
 * @param salt part of the signed text; null for none, which an empty one is to Akamai's libraries
 * @param algorithm the only one to be used; null where the key decides
 * @param escapeEarly how values are escaped; null where they are not
 * @param escapesAcl whether the ACL's {@code / ? %} are escaped, where {@code escapeEarly} does not
 */
record Options(
    @Nullable String salt,
    @Nullable MacField algorithm,
    @Nullable EscapeEarly escapeEarly,
    boolean escapesAcl) {

  static final String SALT = "salt";
  static final String ALGORITHM = "algorithm";
  static final String ESCAPE_EARLY = "escapeEarly";
  static final String ESCAPE_ACL = "escapeAcl";

  private static final Options NONE = new Options(null, null, null, false);
  private static final Options NONE_IN_PATH = new Options(null, null, null, true);

  /** Reads the options; null where one has a value that is not known. */
  static @Nullable Options of(Placement placement) {
    boolean inPath = placement.carrier() == Carrier.PATH;
    Map<String, String> options = placement.options();
    if (options.isEmpty()) {
      return inPath ? NONE_IN_PATH : NONE;
    }
    String algorithm = options.get(ALGORITHM);
    MacField mac = algorithm == null ? null : MacField.named(algorithm);
    String escapeEarly = options.get(ESCAPE_EARLY);
    EscapeEarly escapes = escapeEarly == null ? null : EscapeEarly.named(escapeEarly);
    String escapeAcl = options.get(ESCAPE_ACL);
    boolean aclIsEscapedAnyway = escapes != null && escapes.escapesAcl();
    if ((algorithm != null && mac == null)
        || (escapeEarly != null && escapes == null)
        || (escapeAcl != null
            && (aclIsEscapedAnyway || !(escapeAcl.equals("true") || escapeAcl.equals("false"))))) {
      return null;
    }
    boolean escapesAcl = escapeAcl == null ? inPath : escapeAcl.equals("true");
    String salt = options.getOrDefault(SALT, "");
    return new Options(
        salt.isEmpty() ? null : salt, mac, escapes, escapesAcl && !aclIsEscapedAnyway);
  }

  /** An address, session or payload, or the signed path, as it is signed. */
  String escape(String value) {
    return escapeEarly == null ? value : escapeEarly.escape(value);
  }

  /** The value that is written like this; null where none is. */
  @Nullable String unescape(String escaped) {
    return escapeEarly == null ? escaped : escapeEarly.unescape(escaped);
  }

  /** Whether others write an ACL in the same way. */
  boolean writeAclsAs(Options others) {
    return escapeEarly == others.escapeEarly && escapesAcl == others.escapesAcl;
  }

  /** An ACL, its patterns joined, as it is signed. */
  String escapeAcl(String acl) {
    if (escapeEarly != null && escapeEarly.escapesAcl()) {
      return escapeEarly.escape(acl);
    }
    return escapesAcl ? acl.replace("%", "%25").replace("/", "%2f").replace("?", "%3f") : acl;
  }

  /** The ACL that is written like this; null where none is. */
  @Nullable String unescapeAcl(String escaped) {
    if (escapeEarly != null && escapeEarly.escapesAcl()) {
      return escapeEarly.unescape(escaped);
    }
    return escapesAcl ? EscapeEarly.decode(escaped) : escaped;
  }
}
