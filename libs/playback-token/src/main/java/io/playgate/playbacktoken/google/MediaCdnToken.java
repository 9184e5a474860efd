package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.LowerHex;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token of Media CDN, in a query or a cookie. */
final class MediaCdnToken {
  private static final String FULL_PATH = "FullPath";
  private static final String SIGNATURE = "~Signature=";
  private static final String HMAC = "~hmac=";
  private static final int MOST_GLOBS = 5;
  private static final int MOST_HEADERS = 16;
  private static final int MOST_RANGES = 16;

  private MediaCdnToken() {}

  static SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    // Sent and signed differ in two fields, so both are written side by side.
    StringBuilder sent = new StringBuilder(256);
    StringBuilder signed = new StringBuilder(256);
    List<String> paths = GrantSyntax.paths(grant);
    if (paths.isEmpty()) {
      String path = target.path();
      if (path.indexOf('~') >= 0) {
        throw new UnsupportedGrantException(
            "path-separator", "the URL's path holds a ~, which separates fields");
      }
      sent.append(FULL_PATH);
      signed.append(FULL_PATH).append('=').append(path);
    } else {
      String scope = scope(paths, target, placement);
      sent.append(scope);
      signed.append(scope);
    }
    if (grant.notBefore() != PlaybackGrant.UNSET) {
      append(sent, signed, "~Starts=" + grant.notBefore());
    }
    append(sent, signed, "~Expires=" + grant.expiresAt());
    String session = grant.session();
    if (session != null) {
      append(sent, signed, "~SessionID=" + requireText(session, "session"));
    }
    String data = grant.data();
    if (data != null) {
      append(sent, signed, "~Data=" + requireText(data, "data"));
    }
    String headers = placement.options().get(MediaCdnDialect.HEADERS);
    if (headers != null) {
      sent.append("~Headers=").append(headerNames(headers));
      signed.append("~Headers=").append(headers);
    }
    String ip = grant.ip();
    if (ip != null) {
      String range = ip.indexOf('/') >= 0 ? ip : ip + (ip.indexOf(':') < 0 ? "/32" : "/128");
      append(
          sent, signed, "~IPRanges=" + Base64Url.encode(range.getBytes(StandardCharsets.US_ASCII)));
    }
    byte[] signature = key.sign(signed.toString().getBytes(StandardCharsets.UTF_8));
    if (key.algorithm().equals("EdDSA")) {
      sent.append(SIGNATURE).append(Base64Url.encode(signature));
    } else {
      sent.append(HMAC).append(HexFormat.of().formatHex(signature));
    }
    return TokenCutter.place(sent.toString(), url, placement);
  }

  private static void append(StringBuilder sent, StringBuilder signed, String field) {
    sent.append(field);
    signed.append(field);
  }

  private static String scope(List<String> paths, RequestTarget target, Placement placement)
      throws UnsupportedGrantException {
    String option = placement.options().getOrDefault(MediaCdnDialect.SCOPE, "path-globs");
    if (option.equals("url-prefix")) {
      return "URLPrefix=" + Base64Url.encode(UrlPrefix.of(paths, target, placement).bytes());
    }
    if (!option.equals("path-globs")) {
      throw new UnsupportedGrantException(
          "option-invalid", MediaCdnDialect.SCOPE + " must be path-globs or url-prefix");
    }
    if (paths.size() > MOST_GLOBS) {
      throw new UnsupportedGrantException(
          "paths-too-many", "a token has at most " + MOST_GLOBS + " path patterns");
    }
    for (String path : paths) {
      if (path.chars().anyMatch(c -> ",!;~".indexOf(c) >= 0)) {
        throw new UnsupportedGrantException(
            "path-separator", "a path pattern holds one of , ! ; ~, which mean something else");
      }
    }
    return "PathGlobs=" + String.join("!", paths);
  }

  private static String requireText(String value, String field) throws UnsupportedGrantException {
    boolean plain =
        !value.isEmpty()
            && value
                .chars()
                .allMatch(
                    c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.:=".indexOf(c) >= 0));
    if (!plain) {
      throw new UnsupportedGrantException(
          field + "-charset", field + " must be letters, digits and - _ . : =");
    }
    return value;
  }

  /** The names of {@code Foo=bar,BAZ=quux}, joined by commas. */
  private static String headerNames(String headers) throws UnsupportedGrantException {
    List<String> names = new ArrayList<>();
    for (String header : headers.split(",", -1)) {
      int equals = header.indexOf('=');
      if (equals < 0
          || !isHeaderName(header.substring(0, equals))
          || !isHeaderValue(header.substring(equals + 1))
          || header.endsWith(" ")
          || header.startsWith(" ", equals + 1)) {
        throw new UnsupportedGrantException(
            "headers-invalid",
            "headers must be name=value, joined by commas; values must not contain a comma or ~,"
                + " or start or end with a space");
      }
      names.add(header.substring(0, equals));
    }
    if (names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count()
        < names.size()) {
      throw new UnsupportedGrantException(
          "headers-invalid", "headers names one twice, of which a request has one value");
    }
    if (names.size() > MOST_HEADERS) {
      throw new UnsupportedGrantException(
          "headers-invalid", "a token is bound to at most " + MOST_HEADERS + " headers");
    }
    return String.join(",", names);
  }

  private static boolean isHeaderName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
  }

  /** Whether a header's value can be told from what follows it in the signed text. */
  private static boolean isHeaderValue(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != ',' && c != '~');
  }

  static Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    String scope = placement.options().getOrDefault(MediaCdnDialect.SCOPE, "path-globs");
    if (text.length() > TokenCutter.MAX_TOKEN_LENGTH
        || !(scope.equals("path-globs") || scope.equals("url-prefix"))) {
      return MediaCdnDialect.malformed("the token is too long, or the option scope is unknown");
    }
    int signedPart = text.lastIndexOf('~');
    boolean isHmac = signedPart > 0 && text.startsWith(HMAC, signedPart);
    if (!isHmac && !(signedPart > 0 && text.startsWith(SIGNATURE, signedPart))) {
      return MediaCdnDialect.malformed("the last field must be Signature or hmac");
    }
    String encoded = text.substring(text.indexOf('=', signedPart) + 1);
    byte[] signature = isHmac ? LowerHex.decode(encoded) : GoogleText.decode(encoded);
    if (signature == null) {
      return MediaCdnDialect.malformed("the signature cannot be read");
    }
    String complaint = null;
    boolean isRead = false;
    for (String path : token.signedPaths()) {
      Fields fields = new Fields();
      complaint = fields.read(text.substring(0, signedPart), path, token);
      isRead |= complaint == null;
      byte[] signed = fields.signed.toString().getBytes(StandardCharsets.UTF_8);
      for (SigningKey key : complaint == null ? keys.keys() : List.<SigningKey>of()) {
        if (isOf(key.algorithm(), isHmac, signature.length)
            && key.verify(signed, 0, signed.length, signature)) {
          return fields.accept(placement, TokenIdentity.of(key.kid(), signed));
        }
      }
      if (!fields.values.containsKey(FULL_PATH)) {
        break;
      }
    }
    if (complaint != null && !isRead) {
      return MediaCdnDialect.malformed(complaint);
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring made this signature");
  }

  private static boolean isOf(String algorithm, boolean isHmac, int length) {
    return switch (algorithm) {
      case "EdDSA" -> !isHmac;
      case "HS256" -> isHmac && length == 32;
      case "HS1" -> isHmac && length == 20;
      default -> false;
    };
  }

  /** The fields of a token, taken apart before its signature is checked. */
  private static final class Fields {
    /** What is signed, with the request's path and headers. */
    private final StringBuilder signed = new StringBuilder(256);

    private final Map<String, String> values = new HashMap<>();
    private boolean requestBound;

    /** Takes the fields apart, for one text of the path; says why where that is not possible. */
    @Nullable String read(String text, String path, PresentedToken token) {
      for (String field : text.split("~", -1)) {
        int equals = field.indexOf('=');
        String name = equals < 0 ? field : field.substring(0, equals);
        String value = equals < 0 ? "" : field.substring(equals + 1);
        boolean bare = name.equals(FULL_PATH);
        if (bare != (equals < 0) || (!bare && value.isEmpty())) {
          return "a field lacks its value, or Headers comes with one";
        }
        if (values.put(name, value) != null) {
          return "a field is given twice";
        }
        signed.append(signed.isEmpty() ? "" : "~");
        switch (name) {
          case FULL_PATH -> {
            if (path.indexOf('~') >= 0) {
              return "a path with ~ cannot be told from further fields";
            }
            requestBound = true;
            signed.append(FULL_PATH).append('=').append(path);
          }
          case "Headers" -> {
            requestBound = true;
            if (!appendHeaders(value, token)) {
              return "a signed header's name is invalid, or its value ambiguous";
            }
          }
          case "PathGlobs", "URLPrefix", "Starts", "Expires", "SessionID", "Data", "IPRanges" ->
              signed.append(field);
          default -> {
            return "a field is unknown";
          }
        }
      }
      return null;
    }

    private boolean appendHeaders(String names, PresentedToken token) {
      signed.append("Headers=");
      int count = 0;
      for (String name : names.split(",", -1)) {
        String value = token.request().header().apply(name.toLowerCase(Locale.ROOT));
        String present = value == null ? "" : value;
        if (!isHeaderName(name) || !isHeaderValue(present) || ++count > MOST_HEADERS) {
          return false;
        }
        signed.append(count > 1 ? "," : "").append(name).append('=').append(present);
      }
      return true;
    }

    /** What the token says, now that it is known to be genuine. */
    Authentication accept(Placement placement, TokenIdentity identity) {
      String globs = values.get("PathGlobs");
      String encodedPrefix = values.get("URLPrefix");
      int scopes =
          (globs == null ? 0 : 1)
              + (encodedPrefix == null ? 0 : 1)
              + (values.containsKey(FULL_PATH) ? 1 : 0);
      if (scopes != 1) {
        return MediaCdnDialect.malformed("the token has not one of PathGlobs, URLPrefix, FullPath");
      }
      String starts = values.get("Starts");
      long expiresAt = SharedSecrets.number(values.getOrDefault("Expires", ""));
      long notBefore = starts == null ? PlaybackGrant.UNSET : SharedSecrets.number(starts);
      if (expiresAt < 0 || notBefore == -1 || notBefore >= expiresAt) {
        return MediaCdnDialect.malformed("the times cannot be read, or end before they start");
      }
      UrlPrefix prefix = encodedPrefix == null ? null : UrlPrefix.read(encodedPrefix);
      if (encodedPrefix != null && prefix == null) {
        return MediaCdnDialect.malformed("the URLPrefix cannot be read");
      }
      List<String> paths =
          prefix != null ? prefix.paths() : globs != null ? split(globs) : List.of();
      if (paths == null) {
        return MediaCdnDialect.malformed("the PathGlobs have two separators, or a path parameter");
      }
      String encodedRanges = values.get("IPRanges");
      List<String> ranges = encodedRanges == null ? List.of() : ranges(encodedRanges);
      if (ranges == null) {
        return MediaCdnDialect.malformed("the IPRanges cannot be read");
      }
      PlaybackGrant grant =
          PlaybackGrant.expiringAt(expiresAt)
              .notBefore(notBefore)
              .paths(paths)
              .session(values.get("SessionID"))
              .data(values.get("Data"))
              .ip(ranges.size() == 1 ? ranges.getFirst() : null)
              .build();
      Authentication answer =
          values.containsKey(FULL_PATH)
              ? Authentication.ofSignedPath(grant, identity)
              : requestBound
                  ? Authentication.ofRequest(grant, identity)
                  : Authentication.of(grant, identity);
      RequestCondition several = ranges.size() > 1 ? anyOf(ranges) : null;
      if (answer instanceof Authentication.Accepted accepted
          && (prefix != null || several != null)) {
        return accepted.on(both(prefix == null ? null : prefix.condition(placement), several));
      }
      return answer;
    }

    private static @Nullable List<String> split(String globs) {
      boolean ambiguous =
          globs.indexOf(';') >= 0 || (globs.indexOf(',') >= 0 && globs.indexOf('!') >= 0);
      return ambiguous ? null : List.of(globs.split("[,!]", -1));
    }

    private static @Nullable List<String> ranges(String base64) {
      byte[] bytes = GoogleText.decode(base64);
      if (bytes == null) {
        return null;
      }
      List<String> ranges =
          List.of(new String(bytes, StandardCharsets.ISO_8859_1).split(",", MOST_RANGES + 1));
      for (String range : ranges) {
        if (range.indexOf('/') < 0 || AddressBlock.parse(range) == null) {
          return null;
        }
      }
      return ranges;
    }

    private static RequestCondition anyOf(List<String> ranges) {
      List<AddressBlock> blocks = new ArrayList<>();
      for (String range : ranges) {
        AddressBlock block = AddressBlock.parse(range);
        if (block != null) {
          blocks.add(block);
        }
      }
      return (token, now, uses) -> {
        AddressBlock client = AddressBlock.single(token.request().clientIp());
        boolean inside =
            client != null && blocks.stream().anyMatch(block -> block.contains(client));
        return inside
            ? null
            : new Verdict.Deny(DenyCode.CLIENT_ADDRESS, "the client address is in no range");
      };
    }

    private static RequestCondition both(
        @Nullable RequestCondition first, @Nullable RequestCondition second) {
      return (token, now, uses) -> {
        Verdict.Deny refusal = first == null ? null : first.refusal(token, now, uses);
        return refusal != null || second == null ? refusal : second.refusal(token, now, uses);
      };
    }
  }
}
