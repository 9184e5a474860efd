package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.AmbiguousPathException;
import io.playgate.playbacktoken.AsciiText;
import io.playgate.playbacktoken.PathAcl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ACLs that were read last. All tokens of an asset have the same one, so most need not be read
 * again. Only what a key has signed comes here; it is bounded in number and in length. Safe for
 * concurrent use: threads that write to one place at once each leave a whole entry there.
 */
final class RecentAcls {
  private static final int PLACES = 256;
  private static final int LONGEST = 256;

  private final @Nullable Entry[] entries = new Entry[PLACES];

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
      return text.equals(wanted) && options.equals(writtenBy);
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
}
