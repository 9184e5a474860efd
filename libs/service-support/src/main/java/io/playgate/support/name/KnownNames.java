package io.playgate.support.name;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says of an unknown name which ones are known, and which of them was probably meant. */
public final class KnownNames {

  private static final int MAX_LISTED = 40;
  private static final int MAX_COMPARED_LENGTH = 64;

  private KnownNames() {}

  /**
   * Returns the message about a name that is not known.
   *
   * @param name the unknown name; it is compared, not quoted
   * @param known the names that could have been meant
   */
  public static String unknown(String name, Collection<String> known) {
    if (known.isEmpty()) {
      return "is unknown; no members are allowed here";
    }
    TreeSet<String> sorted = new TreeSet<>(known);
    String list =
        String.join(", ", sorted.stream().limit(MAX_LISTED).toList())
            + (sorted.size() > MAX_LISTED ? ", ..." : "");
    String nearest = nearest(name, sorted);
    return "is unknown; known are "
        + list
        + (nearest == null ? "" : "; did you mean " + nearest + "?");
  }

  /** The known name that differs in the fewest characters, where these are few enough. */
  public static @Nullable String nearest(String name, Collection<String> known) {
    if (name.length() > MAX_COMPARED_LENGTH) {
      return null;
    }
    String wanted = folded(name);
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(wanted, folded(candidate));
      if (distance < least && distance <= Math.max(1, candidate.length() / 3)) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Without what differs between styles of writing one name: case, hyphen, underscore, dot. */
  private static String folded(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      if (c != '-' && c != '_' && c != '.') {
        folded.append(c);
      }
    }
    return folded.toString();
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
