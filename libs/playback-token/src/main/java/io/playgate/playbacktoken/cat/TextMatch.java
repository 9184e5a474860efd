package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.PathAcl;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code catu} and {@code cath} ask of one text (CTA-5007-B section 4.6.10). Where several
 * tests stand in one match, all must hold: implementations differ, and that is the narrowest of
 * their readings.
 */
final class TextMatch {
  private static final int EXACT = 0;
  private static final int PREFIX = 1;
  private static final int REGEX = 4;
  private static final int SUFFIX = 2;
  private static final int CONTAINS = 3;
  private static final int SHA256 = -1;
  private static final int SHA512_256 = -2;

  /** The longest text that is looked for inside another, which bounds the work. */
  private static final int MAX_CONTAINED = 128;

  private static final int DIGEST_BYTES = 32;

  private final List<Test> tests;
  private final @Nullable List<String> patterns;

  private TextMatch(List<Test> tests, @Nullable List<String> patterns) {
    this.tests = tests;
    this.patterns = patterns;
  }

  @FunctionalInterface
  private interface Test {
    boolean holds(String text);
  }

  /**
   * Reads a match.
   *
   * @param path whether it is held against a path, for which some regular expressions are known
   */
  static TextMatch read(CborItem item, boolean path) throws RefusedTokenException {
    if (!(item instanceof CborItem.Entries(Map<CborItem, CborItem> entries)) || entries.isEmpty()) {
      throw RefusedTokenException.malformed("a match must be a map that is not empty");
    }
    List<Test> tests = new ArrayList<>(entries.size());
    List<String> patterns = null;
    for (Map.Entry<CborItem, CborItem> entry : entries.entrySet()) {
      if (!(entry.getKey() instanceof CborItem.Int(long type))) {
        throw RefusedTokenException.malformed("a match type must be an integer");
      }
      CborItem value = entry.getValue();
      if (type == REGEX) {
        patterns = patterns(value, path);
        tests.add(covered(patterns));
      } else {
        tests.add(test(type, value));
        patterns = path && value instanceof CborItem.Text(String text) ? one(type, text) : null;
      }
    }
    return new TextMatch(List.copyOf(tests), tests.size() == 1 ? patterns : null);
  }

  private static Test test(long type, CborItem value) throws RefusedTokenException {
    if (type == SHA256 || type == SHA512_256) {
      byte[] digest = digest(value);
      String algorithm = type == SHA256 ? "SHA-256" : "SHA-512/256";
      return text ->
          MessageDigest.isEqual(SharedSecrets.digest(algorithm, SharedSecrets.utf8(text)), digest);
    }
    if (type < EXACT || type > CONTAINS) {
      throw RefusedTokenException.notUnderstood("unknown match type");
    }
    if (!(value instanceof CborItem.Text(String wanted))) {
      throw RefusedTokenException.malformed("the value of a match must be a text string");
    }
    if (type == EXACT) {
      return wanted::equals;
    }
    if (type == PREFIX) {
      return text -> text.startsWith(wanted);
    }
    if (type == SUFFIX) {
      return text -> text.endsWith(wanted);
    }
    if (wanted.length() > MAX_CONTAINED) {
      throw RefusedTokenException.notUnderstood(
          "the text of a contains match is longer than " + MAX_CONTAINED + " characters");
    }
    return text -> text.contains(wanted);
  }

  /** A digest in bytes, or in hexadecimal digits as node-cat has it. */
  private static byte[] digest(CborItem value) throws RefusedTokenException {
    if (value instanceof CborItem.Bytes bytes && bytes.value().length == DIGEST_BYTES) {
      return bytes.value();
    }
    if (value instanceof CborItem.Text(String digits) && digits.length() == 2 * DIGEST_BYTES) {
      byte[] digest = LowerHex.decode(digits);
      if (digest != null) {
        return digest;
      }
    }
    throw RefusedTokenException.malformed("a digest must have 32 bytes");
  }

  private static List<String> patterns(CborItem value, boolean path) throws RefusedTokenException {
    if (!(value instanceof CborItem.Array(List<CborItem> items))
        || items.isEmpty()
        || !(items.getFirst() instanceof CborItem.Text(String regex))) {
      throw RefusedTokenException.malformed(
          "a regular expression must be an array that starts with a text string");
    }
    if (items.size() > 1) {
      throw RefusedTokenException.notUnderstood(
          "flags and groups of regular expressions are not supported");
    }
    List<String> patterns = path ? PathRegex.patterns(regex) : null;
    if (patterns == null || !areNormal(patterns)) {
      throw RefusedTokenException.notUnderstood(
          "only regular expressions that equal path patterns are supported");
    }
    return patterns;
  }

  private static Test covered(List<String> patterns) throws RefusedTokenException {
    try {
      return PathAcl.of(patterns)::covers;
    } catch (AmbiguousPathException e) {
      throw RefusedTokenException.malformed("a path: " + e.reason());
    }
  }

  /** The one pattern that says the same as an exact or prefix match; null where there is none. */
  private static @Nullable List<String> one(long type, String text) {
    if (type > PREFIX || text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
      return null;
    }
    List<String> patterns = List.of(type == EXACT ? text : text + '*');
    return areNormal(patterns) ? patterns : null;
  }

  private static boolean areNormal(List<String> patterns) {
    try {
      return PathAcl.of(patterns).entries().equals(patterns);
    } catch (AmbiguousPathException e) {
      return false;
    }
  }

  /** A match with one test. */
  static CborItem item(int type, CborItem value) {
    return new CborItem.Entries(Map.of(new CborItem.Int(type), value));
  }

  /** A match for exactly one text. */
  static CborItem exactly(String text) {
    return item(EXACT, new CborItem.Text(text));
  }

  /**
   * A match for the paths that one of these patterns covers.
   *
   * @param patterns in their normal form; not empty
   */
  static CborItem coveredBy(List<String> patterns) {
    String first = patterns.getFirst();
    if (patterns.size() == 1 && first.indexOf('?') < 0) {
      int star = first.indexOf('*');
      if (star < 0) {
        return exactly(first);
      }
      if (star == first.length() - 1) {
        return item(PREFIX, new CborItem.Text(first.substring(0, star)));
      }
    }
    return item(REGEX, new CborItem.Array(List.of(new CborItem.Text(PathRegex.of(patterns)))));
  }

  /** Whether all that is asked holds for a text. */
  boolean holds(String text) {
    for (Test test : tests) {
      if (!test.holds(text)) {
        return false;
      }
    }
    return true;
  }

  /** The path patterns that say the same as the whole match; null where there are none. */
  @Nullable List<String> patterns() {
    return patterns;
  }
}
