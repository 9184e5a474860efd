package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.PathAcl;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ACLs that were read and written last. All tokens of an asset have the same one, so most need
 * not be taken apart again. Only what a key has signed, or is about to sign, comes here; it is
 * bounded in number and in length. Safe for concurrent use: threads that write to one place at once
 * each leave a whole entry there.
 */
final class RecentAcls {
  private static final int PLACES = 256;
  private static final int LONGEST = 256;

  private final @Nullable Entry[] entries = new Entry[PLACES];
  private final @Nullable Written[] written = new Written[PLACES];

  /**
   * An ACL that was read.
   *
   * @param text as it stands in tokens
   * @param options how it is written there
   * @param patterns its patterns as they were signed
   * @param acl the same, read
   */
  record Entry(AsciiText text, Options options, List<String> patterns, PathAcl acl) {

    boolean is(AsciiText wanted, Options writtenBy) {
      return text.equals(wanted) && options.writeAclsAs(writtenBy);
    }
  }

  /** The ACL, read now or before; null where it is not properly written. */
  @Nullable Entry read(AsciiText text, Options options) throws AmbiguousPathException {
    int place = text.hashCode() & (PLACES - 1);
    Entry entry = entries[place];
    if (entry == null || !entry.is(text, options)) {
      String acl = options.unescapeAcl(text.toString());
      if (acl == null || acl.isEmpty()) {
        return null;
      }
      List<String> patterns = acl.indexOf('!') < 0 ? List.of(acl) : List.of(acl.split("!", -1));
      entry = new Entry(text.copy(), options, patterns, PathAcl.of(patterns));
      if (text.length() <= LONGEST) {
        entries[place] = entry;
      }
    }
    return entry;
  }

  private record Written(List<String> paths, Options options, AsciiText text) {}

  /**
   * The ACL of a token: patterns in their normal form, joined, and escaped where the options say.
   *
   * @throws UnsupportedGrantException {@code path-pattern}, {@code path-separator}
   */
  AsciiText write(List<String> paths, Options options) throws UnsupportedGrantException {
    int hash = paths.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    Written known = written[place];
    if (known == null || !known.paths.equals(paths) || !known.options.writeAclsAs(options)) {
      known = new Written(paths, options, ascii(options.escapeAcl(join(paths))));
      if (known.text.length() <= LONGEST) {
        written[place] = known;
      }
    }
    return known.text;
  }

  private static String join(List<String> paths) throws UnsupportedGrantException {
    List<String> patterns = GrantSyntax.patterns(paths);
    for (String pattern : patterns) {
      if (pattern.indexOf('!') >= 0 || pattern.indexOf('~') >= 0) {
        throw new UnsupportedGrantException(
            "path-separator", "a path pattern holds ! or ~, which separate patterns and fields");
      }
    }
    return String.join("!", patterns);
  }

  private static AsciiText ascii(String acl) {
    return Objects.requireNonNull(AsciiText.of(acl), "patterns are visible ASCII");
  }
}
