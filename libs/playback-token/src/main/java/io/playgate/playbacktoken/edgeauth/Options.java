package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import java.util.List;
import java.util.Objects;
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

  static final List<OptionSpec> SPECS =
      List.of(
          OptionSpec.of(
                  SALT,
                  OptionType.TEXT,
                  "a salt that is part of the signed text and not of the token")
              .asSecret(),
          OptionSpec.of(
              ALGORITHM,
              OptionType.oneOf("sha256", "sha1", "md5"),
              "refuses keys of another; the key's by default"),
          OptionSpec.of(
              ESCAPE_EARLY,
              OptionType.oneOf("node", "python", "java"),
              "escapes values as that library of Akamai's; default off"),
          OptionSpec.of(
              ESCAPE_ACL,
              OptionType.FLAG,
              "whether the ACL is percent-encoded; default true in the path only"));

  /**
   * Reads the options.
   *
   * @throws InvalidPlacementException where one is wrong
   */
  static Options of(Dialect dialect, Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(dialect, placement);
    boolean inPath = placement.carrier() == Carrier.PATH;
    String algorithm = values.text(ALGORITHM);
    String escapeEarly = values.text(ESCAPE_EARLY);
    EscapeEarly escapes =
        escapeEarly == null ? null : Objects.requireNonNull(EscapeEarly.named(escapeEarly));
    boolean aclIsEscapedAnyway = escapes != null && escapes.escapesAcl();
    if (aclIsEscapedAnyway && values.has(ESCAPE_ACL)) {
      throw InvalidPlacementException.option(
          ESCAPE_ACL,
          "the option %s cannot be set beside %s %s, which escapes the ACL in its own way"
              .formatted(ESCAPE_ACL, ESCAPE_EARLY, escapeEarly));
    }
    boolean escapesAcl = values.has(ESCAPE_ACL) ? values.flag(ESCAPE_ACL) : inPath;
    String salt = values.text(SALT);
    return new Options(
        salt == null || salt.isEmpty() ? null : salt,
        algorithm == null ? null : Objects.requireNonNull(MacField.named(algorithm)),
        escapes,
        escapesAcl && !aclIsEscapedAnyway);
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
