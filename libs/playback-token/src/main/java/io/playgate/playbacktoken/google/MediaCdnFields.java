package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.RequestOrigin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a token, taken apart before its signature is checked. */
final class MediaCdnFields {
  /** The field that stands for the path of the request. */
  static final String FULL_PATH = "FullPath";

  private static final int MOST_RANGES = 16;

  /** What is signed, with the request's path and headers. */
  private final StringBuilder signed = new StringBuilder(256);

  private final Map<String, String> values = new HashMap<>();
  private boolean requestBound;

  /** What was signed, as far as the fields were read. */
  byte[] signed() {
    return signed.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the signed path stands for the paths. */
  boolean haveFullPath() {
    return values.containsKey(FULL_PATH);
  }

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
      if (!SignedHeaders.isName(name)
          || !SignedHeaders.isValue(present)
          || ++count > SignedHeaders.MOST) {
        return false;
      }
      signed.append(count > 1 ? "," : "").append(name).append('=').append(present);
    }
    return true;
  }

  /**
   * What the token says, now that it is known to be genuine.
   *
   * @param expected what the option {@code origin} names; null where it is not set
   */
  Authentication accept(@Nullable RequestOrigin expected, TokenIdentity identity) {
    String globs = values.get("PathGlobs");
    String encodedPrefix = values.get("URLPrefix");
    int scopes =
        (globs == null ? 0 : 1) + (encodedPrefix == null ? 0 : 1) + (haveFullPath() ? 1 : 0);
    if (scopes != 1) {
      return malformed("the token has not one of PathGlobs, URLPrefix, FullPath");
    }
    String starts = values.get("Starts");
    long expiresAt = Decimals.number(values.getOrDefault("Expires", ""));
    long notBefore = starts == null ? PlaybackGrant.UNSET : Decimals.number(starts);
    if (expiresAt < 0 || notBefore == -1 || notBefore >= expiresAt) {
      return malformed("the times cannot be read, or end before they start");
    }
    UrlPrefix prefix = encodedPrefix == null ? null : UrlPrefix.read(encodedPrefix);
    if (encodedPrefix != null && prefix == null) {
      return malformed("the URLPrefix cannot be read");
    }
    List<String> paths = prefix != null ? prefix.paths() : globs != null ? split(globs) : List.of();
    if (paths == null) {
      return malformed("the PathGlobs have two separators, or a path parameter");
    }
    String encodedRanges = values.get("IPRanges");
    List<String> ranges = encodedRanges == null ? List.of() : ranges(encodedRanges);
    if (ranges == null) {
      return malformed("the IPRanges cannot be read");
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
        haveFullPath()
            ? Authentication.ofSignedPath(grant, identity)
            : requestBound
                ? Authentication.ofRequest(grant, identity)
                : Authentication.of(grant, identity);
    RequestCondition several = ranges.size() > 1 ? anyOf(ranges) : null;
    if (answer instanceof Authentication.Accepted accepted && (prefix != null || several != null)) {
      return accepted.on(both(prefix == null ? null : prefix.condition(expected), several));
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
      boolean inside = client != null && blocks.stream().anyMatch(block -> block.contains(client));
      return inside
          ? null
          : new Verdict.Deny(
              DenyCode.CLIENT_ADDRESS, "the client address must be in one of the ranges");
    };
  }

  private static RequestCondition both(
      @Nullable RequestCondition first, @Nullable RequestCondition second) {
    return (token, now, uses) -> {
      Verdict.Deny refusal = first == null ? null : first.refusal(token, now, uses);
      return refusal != null || second == null ? refusal : second.refusal(token, now, uses);
    };
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
