package io.playgate.playbacktoken.cat;

/** What may stand in a header that a token asks for. */
final class HeaderText {

  private HeaderText() {}

  /** Whether it is a token (RFC 9110 section 5.6.2), as names of headers and cookies are. */
  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= 128
        && text.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  /** Whether it is of visible ASCII characters and spaces between them. */
  static boolean isValue(String text) {
    return !text.startsWith(" ")
        && !text.endsWith(" ")
        && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }
}
