package io.playgate.edge.playlist;

import org.jspecify.annotations.Nullable;

/**
 * A URI reference, taken apart by RFC 3986 appendix B, which takes any text: manifests hold
 * templates and variables that no URI parser accepts.
 *
 * @param scheme without its colon; null for a relative reference
 * @param authority null where there is none
 * @param path raw, possibly empty
 * @param query raw, without its question mark; null where there is none
 * @param fragment raw, without its hash; null where there is none
 */
record UriReference(
    @Nullable String scheme,
    @Nullable String authority,
    String path,
    @Nullable String query,
    @Nullable String fragment) {

  /** Takes a reference apart. */
  static UriReference parse(String text) {
    String rest = text;
    String fragment = null;
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      fragment = rest.substring(hash + 1);
      rest = rest.substring(0, hash);
    }
    String query = null;
    int question = rest.indexOf('?');
    if (question >= 0) {
      query = rest.substring(question + 1);
      rest = rest.substring(0, question);
    }
    String scheme = null;
    int colon = rest.indexOf(':');
    if (colon > 0 && isScheme(rest, colon)) {
      scheme = rest.substring(0, colon);
      rest = rest.substring(colon + 1);
    }
    String authority = null;
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      authority = rest.substring(2, slash < 0 ? rest.length() : slash);
      rest = slash < 0 ? "" : rest.substring(slash);
    }
    return new UriReference(scheme, authority, rest, query, fragment);
  }

  /**
   * Resolves a reference against this one, which is absolute (RFC 3986 section 5.2.2). Dot segments
   * stay: whoever judges the path resolves them.
   */
  UriReference resolve(UriReference reference) {
    if (reference.scheme != null) {
      return reference;
    }
    if (reference.authority != null) {
      return new UriReference(
          scheme, reference.authority, reference.path, reference.query, reference.fragment);
    }
    if (reference.path.isEmpty()) {
      return new UriReference(
          scheme,
          authority,
          path,
          reference.query == null ? query : reference.query,
          reference.fragment);
    }
    String merged =
        reference.path.startsWith("/")
            ? reference.path
            : path.isEmpty()
                ? "/" + reference.path
                : path.substring(0, path.lastIndexOf('/') + 1) + reference.path;
    return new UriReference(scheme, authority, merged, reference.query, reference.fragment);
  }

  /** Whether it names its whole path: not relative to the path of what it is resolved against. */
  boolean names() {
    return scheme != null || authority != null || path.startsWith("/");
  }

  private static boolean isScheme(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }
}
