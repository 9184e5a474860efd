package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenWriter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class EdgeAuthFormat implements PlacedFormat {
  private static final AsciiText.Word NEXT = new AsciiText.Word("~");
  private static final int LONGEST_SESSION = 64;
  private static final boolean[] DATA_CHARACTERS = lettersDigitsAnd("-_.:=");

  private final Dialect dialect;
  private final Placement placement;
  private final Options options;
  private final RecentAcls acls;

  EdgeAuthFormat(Dialect dialect, Placement placement, Options options, RecentAcls acls) {
    this.dialect = dialect;
    this.placement = placement;
    this.options = options;
    this.acls = acls;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupportedBesidesTexts(dialect, grant, key);
    GrantSyntax.requireReadableBindings(grant);
    MacField algorithm = options.algorithm();
    if (algorithm != null && !algorithm.keyAlgorithm().equals(key.algorithm())) {
      throw new UnsupportedGrantException(
          "key-algorithm", "the option algorithm is not the one of the key");
    }
    TokenWriter token = TokenWriter.at(url, placement);
    appendFields(token, grant);
    String path = grant.paths().isEmpty() ? options.escape(token.target().path()) : null;
    if (path != null && path.indexOf('~') >= 0) {
      throw new UnsupportedGrantException(
          "path-separator", "the URL's path holds a ~, which separates fields");
    }
    byte[] mac =
        path == null && options.salt() == null
            ? token.sign(key)
            : Signatures.sign(key, whole(token.toString(), path));
    return token.append(MacField.WORD).appendHex(mac).place();
  }

  private void appendFields(TokenWriter token, PlaybackGrant grant)
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
      token.append(NEXT).append(Fields.DATA).append(data(data));
    }
  }

  private String data(String data) throws UnsupportedGrantException {
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
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
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
        byte[] whole = whole(signed.toString(), path);
        SigningKey key = signer(keys, algorithm, signed, whole, hex);
        if (key != null) {
          String authenticated = withUrl(signed.toString(), path);
          return read(fields, TokenIdentity.of(key.kid(), authenticated));
        }
      }
      return noSigner(hex);
    }
    byte[] whole = options.salt() == null ? null : whole(signed.toString(), null);
    SigningKey key = signer(keys, algorithm, signed, whole, hex);
    return key == null ? noSigner(hex) : read(fields, TokenIdentity.of(key.kid(), signed));
  }

  private static Authentication noSigner(AsciiText hex) {
    return LowerHex.isAll(hex.toString(), 0, hex.length())
        ? new Authentication.Rejected(DenyCode.SIGNATURE, "no key of the ring made this hmac")
        : malformed("the hmac is not lower-case hexadecimal");
  }

  /** The signed text where it is more than what stands in the token. */
  private byte[] whole(String fields, @Nullable String path) {
    String signed = path == null ? fields : withUrl(fields, path);
    String salt = options.salt() == null ? "" : "~salt=" + options.salt();
    return (signed + salt).getBytes(StandardCharsets.UTF_8);
  }

  private String withUrl(String fields, String path) {
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
  private Authentication read(Fields fields, TokenIdentity identity) {
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
