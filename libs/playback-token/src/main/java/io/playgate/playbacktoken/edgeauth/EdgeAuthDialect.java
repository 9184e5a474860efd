package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
 * there is no {@code acl}, and {@code ~salt=SALT} where the option {@value #SALT} is set.
 *
 * <p>The grant: {@code session} is {@code id} (1 to 64 of {@code [A-Za-z0-9_-]}), {@code notBefore}
 * is {@code st}, {@code ip} one address, {@code paths} the ACL, joined by {@code !}; without paths
 * the token holds for the signed URL's path alone. {@code issuedAt} has no field.
 *
 * <p>Option {@value #ESCAPE_ACL} ({@code true}, {@code false}): whether the ACL is percent-encoded
 * with lower-case digits before it is signed ({@code acl=%2flive%2f42%2f*}), as in Akamai's own
 * cookieless {@code hdntl} form. It is by default in the path, where a slash would end the token's
 * segment, and not elsewhere. The libraries' {@code escape_early} for {@code id} and {@code data}
 * is off: its three variants disagree, and the characters those fields may hold here need none.
 */
public final class EdgeAuthDialect implements Dialect {

  /** The option that holds a salt both sides know. */
  public static final String SALT = "salt";

  /** The option that says whether the ACL is escaped. */
  public static final String ESCAPE_ACL = "escapeAcl";

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Akamai Auth Token 2.0 (EdgeAuth)",
          "akamai/EdgeAuth-Token-Node, -Python, -Java; Akamai AMD token authentication",
          "2.0, as akamai-edgeauth 0.2.0",
          List.of(Carrier.PATH, Carrier.QUERY, Carrier.COOKIE, Carrier.HEADER),
          "hdnts",
          List.of("HS256"),
          Set.of(
              GrantField.SESSION,
              GrantField.PATHS,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.DATA),
          "exact, * and ?, several joined by !; or one signed URL",
          Map.of(
              SALT, "a salt that is part of the signed text and not of the token",
              ESCAPE_ACL, "whether the ACL is percent-encoded; default true in the path only"),
          ProofLevel.PUBLISHED_VECTOR,
          "tokens made with akamai-edgeauth 0.2.0");

  private static final int HMAC_HEX = 64;
  private static final String HMAC = "~hmac=";
  private static final byte[] HEX_DIGITS = hexDigits();
  private static final List<String> FIELDS = List.of("ip", "st", "exp", "acl", "id", "data");

  @Override
  public String id() {
    return "edgeauth";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    GrantSyntax.requireReadableBindings(grant);
    StringBuilder text = new StringBuilder(256);
    String ip = grant.ip();
    if (ip != null) {
      if (ip.indexOf('/') >= 0) {
        throw new UnsupportedGrantException("ip-block", "ip must be one address, not a block");
      }
      text.append("ip=").append(ip).append('~');
    }
    if (grant.notBefore() != PlaybackGrant.UNSET) {
      requireTime(grant.notBefore());
      text.append("st=").append(grant.notBefore()).append('~');
    }
    requireTime(grant.expiresAt());
    text.append("exp=").append(grant.expiresAt());
    List<String> paths = GrantSyntax.paths(grant);
    if (!paths.isEmpty()) {
      text.append("~acl=");
      appendAcl(text, paths, escapesAcl(placement));
    }
    String session = grant.session();
    if (session != null) {
      if (session.isEmpty() || session.length() > 64) {
        throw new UnsupportedGrantException(
            "session-length", "session must be 1 to 64 characters long");
      }
      requireCharacters(session, "-_", "session");
      text.append("~id=").append(session);
    }
    String data = grant.data();
    if (data != null) {
      if (data.isEmpty()) {
        throw new UnsupportedGrantException("data-empty", "data must not be empty");
      }
      requireCharacters(data, "-_.:=", "data");
      text.append("~data=").append(data);
    }
    int signedPart = text.length();
    if (paths.isEmpty()) {
      String path = TokenCutter.target(url, placement).path();
      if (path.indexOf('~') >= 0) {
        throw new UnsupportedGrantException(
            "path-separator", "the URL's path holds a ~, which separates fields");
      }
      text.append("~url=").append(path);
    }
    String salt = placement.options().get(SALT);
    if (salt != null) {
      text.append("~salt=").append(salt);
    }
    byte[] mac = key.sign(text.toString().getBytes(StandardCharsets.UTF_8));
    text.setLength(signedPart);
    text.append(HMAC);
    for (byte b : mac) {
      text.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return TokenCutter.place(text.toString(), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    int signedPart = text.length() - HMAC_HEX - HMAC.length();
    if (signedPart <= 0
        || text.length() > TokenCutter.MAX_TOKEN_LENGTH
        || !text.startsWith(HMAC, signedPart)) {
      return malformed("the last field is no hmac of this algorithm");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] mac = bytes.length == text.length() ? mac(bytes, signedPart + HMAC.length()) : null;
    if (mac == null) {
      return malformed("the hmac is not lower-case hexadecimal");
    }
    String unsent = unsent(text, signedPart, token.path(), placement);
    SigningKey key =
        unsent.isEmpty()
            ? signer(bytes, signedPart, mac, keys)
            : signerOf(text.substring(0, signedPart) + unsent, mac, keys);
    if (key == null) {
      return new Authentication.Rejected(DenyCode.SIGNATURE, "no key of the ring made this hmac");
    }
    return read(text, signedPart, key.kid(), placement);
  }

  private static @Nullable SigningKey signerOf(String text, byte[] mac, KeyRing keys) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return signer(bytes, bytes.length, mac, keys);
  }

  private static @Nullable SigningKey signer(byte[] text, int length, byte[] mac, KeyRing keys) {
    List<SigningKey> candidates = keys.keys();
    for (int i = 0; i < candidates.size(); i++) {
      SigningKey key = candidates.get(i);
      if (key.algorithm().equals("HS256") && key.verify(text, 0, length, mac)) {
        return key;
      }
    }
    return null;
  }

  /** What is signed after the fields and does not stand in the token: URL and salt. */
  private static String unsent(String text, int signedPart, String path, Placement placement) {
    String url = aclStart(text, signedPart) < 0 ? "~url=" + path : "";
    String salt = placement.options().get(SALT);
    return salt == null ? url : url + "~salt=" + salt;
  }

  /** Where the value of the field {@code acl} starts; -1 where there is none. */
  private static int aclStart(String text, int signedPart) {
    if (text.startsWith("acl=")) {
      return 4;
    }
    int at = text.indexOf("~acl=");
    return at < 0 || at >= signedPart ? -1 : at + 5;
  }

  /**
   * Reads the fields of a token whose MAC holds: strictly, since other signers may hold the key.
   */
  private static Authentication read(String text, int signedPart, String kid, Placement placement) {
    String ip = null;
    long notBefore = PlaybackGrant.UNSET;
    long expiresAt = PlaybackGrant.UNSET;
    List<String> paths = List.of();
    String session = null;
    String data = null;
    int next = 0;
    int start = 0;
    while (start <= signedPart) {
      int end = text.indexOf('~', start);
      end = Math.min(end < 0 ? signedPart : end, signedPart);
      int equals = text.indexOf('=', start);
      if (equals < 0 || equals + 1 >= end) {
        return malformed("a field has no value");
      }
      int field = next;
      while (field < FIELDS.size() && !isField(text, start, equals, FIELDS.get(field))) {
        field++;
      }
      if (field == FIELDS.size()) {
        return malformed("a field is unknown, repeated or out of order");
      }
      int value = equals + 1;
      switch (field) {
        case 0 -> ip = text.substring(value, end);
        case 1 -> notBefore = number(text, value, end);
        case 2 -> expiresAt = number(text, value, end);
        case 3 -> {
          List<String> acl = acl(text.substring(value, end), escapesAcl(placement));
          if (acl == null) {
            return malformed("the acl's escapes cannot be read");
          }
          paths = acl;
        }
        case 4 -> session = text.substring(value, end);
        default -> data = text.substring(value, end);
      }
      if (notBefore == -1 || expiresAt == -1) {
        return malformed("a time is not a plain number");
      }
      next = field + 1;
      start = end + 1;
    }
    if (expiresAt == PlaybackGrant.UNSET) {
      return malformed("there is no exp");
    }
    if (notBefore != PlaybackGrant.UNSET && notBefore >= expiresAt) {
      return malformed("st is not before exp");
    }
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(expiresAt)
            .notBefore(notBefore)
            .ip(ip)
            .paths(paths)
            .session(session)
            .data(data)
            .build();
    return Authentication.of(grant, kid, paths.isEmpty());
  }

  private static boolean isField(String text, int start, int end, String name) {
    return end - start == name.length() && text.startsWith(name, start);
  }

  /** A decimal number without sign and leading zeros, at most 15 digits; -1 for others. */
  private static long number(String text, int from, int to) {
    if (to - from > 15 || (text.charAt(from) == '0' && to - from > 1)) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  private static byte @Nullable [] mac(byte[] text, int from) {
    byte[] mac = new byte[HMAC_HEX / 2];
    int wrong = 0;
    for (int i = 0; i < mac.length; i++) {
      int high = HEX_DIGITS[text[from + 2 * i] & 0x7f];
      int low = HEX_DIGITS[text[from + 2 * i + 1] & 0x7f];
      wrong |= high | low;
      mac[i] = (byte) (high << 4 | low);
    }
    return wrong < 0 ? null : mac;
  }

  private static int lowerHexDigit(char c) {
    return c < 128 ? HEX_DIGITS[c] : -1;
  }

  private static byte[] hexDigits() {
    byte[] digits = new byte[128];
    Arrays.fill(digits, (byte) -1);
    for (int i = 0; i < 16; i++) {
      digits[Character.forDigit(i, 16)] = (byte) i;
    }
    return digits;
  }

  private static boolean escapesAcl(Placement placement) {
    String option = placement.options().get(ESCAPE_ACL);
    return option == null ? placement.carrier() == Carrier.PATH : option.equals("true");
  }

  private static void appendAcl(StringBuilder text, List<String> paths, boolean escape)
      throws UnsupportedGrantException {
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      if (path.indexOf('!') >= 0 || path.indexOf('~') >= 0) {
        throw new UnsupportedGrantException(
            "path-separator", "a path pattern holds ! or ~, which separate patterns and fields");
      }
      if (i > 0) {
        text.append('!');
      }
      for (int at = 0; at < path.length(); at++) {
        char c = path.charAt(at);
        if (escape && (c == '/' || c == '?' || c == '%')) {
          text.append('%')
              .append(Character.forDigit(c >> 4, 16))
              .append(Character.forDigit(c & 15, 16));
        } else {
          text.append(c);
        }
      }
    }
  }

  private static @Nullable List<String> acl(String value, boolean escaped) {
    String acl = value;
    if (escaped && value.indexOf('%') >= 0) {
      StringBuilder decoded = new StringBuilder(value.length());
      for (int at = 0; at < value.length(); at++) {
        char c = value.charAt(at);
        if (c == '%') {
          int high = at + 2 < value.length() ? lowerHexDigit(value.charAt(at + 1)) : -1;
          int low = at + 2 < value.length() ? lowerHexDigit(value.charAt(at + 2)) : -1;
          if (high < 0 || low < 0) {
            return null;
          }
          c = (char) (high << 4 | low);
          at += 2;
        }
        decoded.append(c);
      }
      acl = decoded.toString();
    }
    int separator = acl.indexOf('!');
    if (separator < 0) {
      return List.of(acl);
    }
    List<String> paths = new ArrayList<>();
    int start = 0;
    while (separator >= 0) {
      paths.add(acl.substring(start, separator));
      start = separator + 1;
      separator = acl.indexOf('!', start);
    }
    paths.add(acl.substring(start));
    return paths;
  }

  private static void requireTime(long seconds) throws UnsupportedGrantException {
    if (seconds < 0 || seconds > 999_999_999_999_999L) {
      throw new UnsupportedGrantException("time-range", "times must be epoch seconds");
    }
  }

  private static void requireCharacters(String value, String also, String field)
      throws UnsupportedGrantException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 128 || !(Character.isLetterOrDigit(c) || also.indexOf(c) >= 0)) {
        throw new UnsupportedGrantException(
            field + "-charset", field + " may hold letters, digits and " + also + " only");
      }
    }
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
