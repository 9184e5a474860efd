package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.AsciiText;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.LowerHex;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.TokenWriter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
public final class EdgeAuthDialect implements Dialect {

  /** The option that holds a salt both sides know. */
  public static final String SALT = Options.SALT;

  /** The option that names the only algorithm to be used. */
  public static final String ALGORITHM = Options.ALGORITHM;

  /** The option that says which library's way of escaping values is used. */
  public static final String ESCAPE_EARLY = Options.ESCAPE_EARLY;

  /** The option that says whether the ACL is escaped. */
  public static final String ESCAPE_ACL = Options.ESCAPE_ACL;

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Akamai Auth Token 2.0 (EdgeAuth)",
          "akamai/EdgeAuth-Token-Node, -Python, -Java; Akamai AMD token authentication",
          "2.0, as akamai-edgeauth 0.2.0",
          List.of(Carrier.PATH, Carrier.QUERY, Carrier.COOKIE, Carrier.HEADER),
          "hdnts",
          List.of("HS256", "HS1", "HMD5"),
          Set.of(
              GrantField.SESSION,
              GrantField.PATHS,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.DATA),
          "exact, * and ?, several joined by !; or one signed URL",
          Map.of(
              SALT, "a salt that is part of the signed text and not of the token",
              ALGORITHM, "sha256, sha1 or md5: refuses keys of another; the key's by default",
              ESCAPE_EARLY, "node, python or java: escapes values as that library; default off",
              ESCAPE_ACL, "whether the ACL is percent-encoded; default true in the path only"),
          ProofLevel.JUDGED,
          "Akamai's own library for Node.js, akamai-edgeauth 0.2.0, makes the same tokens");

  private static final AsciiText.Word NEXT = new AsciiText.Word("~");
  private static final int LONGEST_SESSION = 64;
  private static final boolean[] DATA_CHARACTERS = lettersDigitsAnd("-_.:=");

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
  public Set<String> secretOptions() {
    return Set.of(SALT);
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupportedBesidesTexts(this, grant, key, placement);
    GrantSyntax.requireReadableBindings(grant);
    Options options = Options.of(placement);
    if (options == null) {
      throw new UnsupportedGrantException(
          "option-invalid", "an option of the placement has a value that is not known");
    }
    MacField algorithm = options.algorithm();
    if (algorithm != null && !algorithm.keyAlgorithm().equals(key.algorithm())) {
      throw new UnsupportedGrantException(
          "key-algorithm", "the option algorithm is not the one of the key");
    }
    TokenWriter token = TokenWriter.at(url, placement);
    appendFields(token, grant, options);
    String path = grant.paths().isEmpty() ? options.escape(token.target().path()) : null;
    if (path != null && path.indexOf('~') >= 0) {
      throw new UnsupportedGrantException(
          "path-separator", "the URL's path holds a ~, which separates fields");
    }
    byte[] mac =
        path == null && options.salt() == null
            ? token.sign(key)
            : key.sign(whole(token.toString(), path, options));
    return token.append(MacField.WORD).appendHex(mac).place();
  }

  private void appendFields(TokenWriter token, PlaybackGrant grant, Options options)
      throws UnsupportedGrantException {
    String ip = GrantSyntax.singleAddress(grant);
    if (ip != null) {
      token.append(Fields.IP).append(options.escape(ip)).append(NEXT);
    }
    if (grant.notBefore() != PlaybackGrant.UNSET) {
      token.append(Fields.START).append(grant.notBefore()).append(NEXT);
    }
    token.append(Fields.EXPIRY).append(grant.expiresAt());
    if (!grant.paths().isEmpty()) {
      token.append(NEXT).append(Fields.ACL).append(acls.write(grant.paths(), options));
    }
    String session = grant.session();
    if (session != null) {
      if (session.isEmpty() || session.length() > LONGEST_SESSION) {
        throw new UnsupportedGrantException(
            "session-length", "session must be 1 to 64 characters long");
      }
      if (!token.append(NEXT).append(Fields.ID).appendName(session)) {
        throw new UnsupportedGrantException(
            "session-charset", "session may hold letters, digits and -_ only");
      }
    }
    String data = grant.data();
    if (data != null) {
      if (data.isEmpty()) {
        throw new UnsupportedGrantException("data-empty", "data must not be empty");
      }
      token.append(NEXT).append(Fields.DATA).append(data(data, options));
    }
  }

  private static String data(String data, Options options) throws UnsupportedGrantException {
    if (options.escapeEarly() == null) {
      if (!isOf(DATA_CHARACTERS, data)) {
        throw new UnsupportedGrantException(
            "data-charset", "data may hold letters, digits and -_.:= only");
      }
      return data;
    }
    String escaped = options.escape(data);
    if (escaped.indexOf('~') >= 0 || !data.equals(options.unescape(escaped))) {
      throw new UnsupportedGrantException(
          "data-charset", "data holds half a character, or a ~ that would not be escaped");
    }
    return escaped;
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    Options options = Options.of(placement);
    if (options == null) {
      return malformed("an option of the placement has a value that is not known");
    }
    AsciiText text = token.ascii();
    if (text == null || text.length() > TokenCutter.MAX_TOKEN_LENGTH) {
      return malformed("the token is too long or not of visible ASCII");
    }
    MacField algorithm = MacField.of(text);
    if (algorithm == null || (options.algorithm() != null && options.algorithm() != algorithm)) {
      return malformed("the last field must be hmac, of this algorithm's length");
    }
    int end = text.length() - algorithm.length();
    Fields fields = new Fields(text, end, options);
    if (!fields.areAllFound()) {
      return malformed("a field is unknown, repeated or out of order");
    }
    AsciiText signed = text.part(0, end);
    AsciiText hex = text.part(text.length() - algorithm.digits(), text.length());
    if (!fields.haveAcl()) {
      for (String path : token.signedPaths()) {
        byte[] whole = whole(signed.toString(), path, options);
        SigningKey key = signer(keys, algorithm, signed, whole, hex);
        if (key != null) {
          String authenticated = withUrl(signed.toString(), path, options);
          return read(fields, TokenIdentity.of(key.kid(), authenticated), options);
        }
      }
      return noSigner(hex);
    }
    byte[] whole = options.salt() == null ? null : whole(signed.toString(), null, options);
    SigningKey key = signer(keys, algorithm, signed, whole, hex);
    return key == null ? noSigner(hex) : read(fields, TokenIdentity.of(key.kid(), signed), options);
  }

  private static Authentication noSigner(AsciiText hex) {
    return LowerHex.isAll(hex.toString(), 0, hex.length())
        ? new Authentication.Rejected(DenyCode.SIGNATURE, "no key of the ring made this hmac")
        : malformed("the hmac is not lower-case hexadecimal");
  }

  /** The signed text where it is more than what stands in the token. */
  private static byte[] whole(String fields, @Nullable String path, Options options) {
    String signed = path == null ? fields : withUrl(fields, path, options);
    String salt = options.salt() == null ? "" : "~salt=" + options.salt();
    return (signed + salt).getBytes(StandardCharsets.UTF_8);
  }

  private static String withUrl(String fields, String path, Options options) {
    return fields + "~url=" + options.escape(path);
  }

  private static @Nullable SigningKey signer(
      KeyRing keys, MacField algorithm, AsciiText signed, byte @Nullable [] whole, AsciiText hex) {
    List<SigningKey> candidates = keys.keys();
    for (int i = 0; i < candidates.size(); i++) {
      SigningKey key = candidates.get(i);
      if (key.algorithm().equals(algorithm.keyAlgorithm())
          && (whole == null ? key.verifyHex(signed, hex) : key.verifyHex(whole, hex))) {
        return key;
      }
    }
    return null;
  }

  /**
   * Reads the fields of a token whose MAC holds: strictly, since other signers may hold the key.
   */
  private Authentication read(Fields fields, TokenIdentity identity, Options options) {
    String ip = fields.ip();
    long notBefore = fields.start();
    long expiresAt = fields.expiry();
    String session = fields.id();
    String data = fields.data();
    AsciiText aclText = fields.acl();
    RecentAcls.Entry acl = null;
    if (aclText != null) {
      try {
        acl = acls.read(aclText, options);
      } catch (AmbiguousPathException e) {
        return malformed("path pattern: " + e.reason());
      }
    }
    if (fields.areBroken() || (aclText != null && acl == null)) {
      return malformed("a field's value is malformed");
    }
    if (expiresAt == PlaybackGrant.UNSET) {
      return malformed("exp is missing");
    }
    if (notBefore != PlaybackGrant.UNSET && notBefore >= expiresAt) {
      return malformed("st is not before exp");
    }
    PlaybackGrant.Builder grant =
        PlaybackGrant.expiringAt(expiresAt).notBefore(notBefore).ip(ip).session(session).data(data);
    return acl == null
        ? Authentication.ofSignedPath(grant.build(), identity)
        : Authentication.of(grant.paths(acl.patterns()).build(), identity, acl.acl());
  }

  private static boolean isOf(boolean[] characters, String value) {
    boolean all = true;
    for (int i = 0; i < value.length(); i++) {
      all &= characters[Math.min(value.charAt(i), 0x7f)];
    }
    return all;
  }

  private static boolean[] lettersDigitsAnd(String others) {
    boolean[] characters = new boolean[128];
    for (char c = 0; c < 128; c++) {
      characters[c] = Character.isLetterOrDigit(c) || others.indexOf(c) >= 0;
    }
    return characters;
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
