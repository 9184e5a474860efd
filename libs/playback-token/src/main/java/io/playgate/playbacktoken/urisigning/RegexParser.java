package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.urisigning.RegexNode.Repetition;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a POSIX extended regular expression apart.
 *
 * <p>What the standard leaves undefined is refused: an escaped letter, digit or one of {@code < > '
 * `} (which are operators to some), a repetition of nothing, of an anchor or of a repetition, an
 * empty branch, an unmatched parenthesis, a brace that starts no interval. So are an interval of
 * zero, which would cost and match nothing, collating symbols and equivalence classes, which say
 * nothing in the POSIX locale, groups more than {@value #MAX_DEPTH} deep, and characters that are
 * not printable ASCII. There are no back-references.
 */
final class RegexParser {

  /** The deepest nesting of groups. */
  static final int MAX_DEPTH = 32;

  /** The largest count of an interval (RE_DUP_MAX). */
  private static final int MAX_COUNT = 255;

  private static final String REPETITIONS = "*+?{";
  private static final String NOT_TO_ESCAPE = "<>'`";

  private final String text;
  private int at;
  private int depth;

  RegexParser(String text) {
    this.text = text;
  }

  RegexNode parse() throws UnreadableContainerException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        throw new UnreadableContainerException(
            "the expression has a character that is not allowed in a URI");
      }
    }
    RegexNode tree = choice();
    if (at < text.length()) {
      throw new UnreadableContainerException("an unmatched parenthesis");
    }
    return tree;
  }

  private boolean looksAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private RegexNode choice() throws UnreadableContainerException {
    List<RegexNode> branches = new ArrayList<>();
    branches.add(branch());
    while (looksAt('|')) {
      at++;
      branches.add(branch());
    }
    return branches.size() == 1 ? branches.getFirst() : new RegexNode.Choice(branches);
  }

  private RegexNode branch() throws UnreadableContainerException {
    List<RegexNode> parts = new ArrayList<>();
    while (at < text.length() && !looksAt('|') && !looksAt(')')) {
      parts.add(repetition(part()));
    }
    if (parts.isEmpty()) {
      throw new UnreadableContainerException("an empty branch");
    }
    return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
  }

  private RegexNode part() throws UnreadableContainerException {
    char c = text.charAt(at++);
    return switch (c) {
      case '(' -> group();
      case '[' -> new RegexNode.One(bracket());
      case '.' -> new RegexNode.One(CharacterSet.ANY);
      case '^' -> new RegexNode.Anchor(RegexProgram.BEGIN);
      case '$' -> new RegexNode.Anchor(RegexProgram.END);
      case '\\' -> new RegexNode.One(CharacterSet.of(escaped()));
      case '*', '+', '?', '{' -> throw new UnreadableContainerException("a repetition of nothing");
      default -> new RegexNode.One(CharacterSet.of(c));
    };
  }

  private RegexNode group() throws UnreadableContainerException {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableContainerException("groups nested too deep");
    }
    RegexNode group = choice();
    if (!looksAt(')')) {
      throw new UnreadableContainerException("an unmatched parenthesis");
    }
    at++;
    depth--;
    return group;
  }

  private char escaped() throws UnreadableContainerException {
    char c = at < text.length() ? text.charAt(at++) : 'x';
    if (isDigit(c) || isLower(c) || isUpper(c) || NOT_TO_ESCAPE.indexOf(c) >= 0) {
      throw new UnreadableContainerException("an escape that POSIX does not define");
    }
    return c;
  }

  private RegexNode repetition(RegexNode part) throws UnreadableContainerException {
    if (at == text.length() || REPETITIONS.indexOf(text.charAt(at)) < 0) {
      return part;
    }
    RegexNode repeated =
        switch (text.charAt(at)) {
          case '*' -> new Repetition(part, 0, Repetition.UNLIMITED);
          case '+' -> new Repetition(part, 1, Repetition.UNLIMITED);
          case '?' -> new Repetition(part, 0, 1);
          default -> interval(part);
        };
    at++;
    if (part instanceof RegexNode.Anchor) {
      throw new UnreadableContainerException("a repetition of an anchor");
    }
    if (at < text.length() && REPETITIONS.indexOf(text.charAt(at)) >= 0) {
      throw new UnreadableContainerException("a repetition of a repetition");
    }
    return repeated;
  }

  /** Stops at the closing brace. */
  private RegexNode interval(RegexNode part) throws UnreadableContainerException {
    at++;
    int least = count();
    int most = least;
    if (looksAt(',')) {
      at++;
      most = looksAt('}') ? Repetition.UNLIMITED : count();
    }
    if (!looksAt('}') || most == 0 || (most != Repetition.UNLIMITED && most < least)) {
      throw new UnreadableContainerException("an interval must be {n}, {n,} or {n,m}");
    }
    return new Repetition(part, least, most);
  }

  private int count() throws UnreadableContainerException {
    int start = at;
    int count = 0;
    while (at < text.length() && isDigit(text.charAt(at)) && count <= MAX_COUNT) {
      count = 10 * count + text.charAt(at++) - '0';
    }
    if (at == start || count > MAX_COUNT) {
      throw new UnreadableContainerException("an interval must be {n}, {n,} or {n,m}");
    }
    return count;
  }

  /** A bracket expression, whose opening bracket has been read. A backslash is itself in there. */
  private CharacterSet bracket() throws UnreadableContainerException {
    boolean inverted = looksAt('^');
    if (inverted) {
      at++;
    }
    CharacterSet set = CharacterSet.NONE;
    int start = at;
    while (at == start || !looksAt(']')) {
      char from = inBracket();
      if (from == '[' && looksAt(':')) {
        set = characterClass(set);
      } else if (from == '[' && (looksAt('.') || looksAt('='))) {
        throw new UnreadableContainerException("a collating symbol or equivalence class");
      } else if (from == '-' && at > start + 1 && !looksAt(']')) {
        throw new UnreadableContainerException(
            "a range in brackets must go from a lower to a higher character");
      } else if (looksAt('-') && !text.startsWith("-]", at)) {
        at++;
        char to = inBracket();
        if (to < from || (to == '[' && (looksAt('.') || looksAt('=') || looksAt(':')))) {
          throw new UnreadableContainerException(
              "a range in brackets must go from a lower to a higher character");
        }
        set = set.with(from, to);
      } else {
        set = set.with(from, from);
      }
    }
    at++;
    return inverted ? set.inverted() : set;
  }

  private char inBracket() throws UnreadableContainerException {
    if (at >= text.length()) {
      throw new UnreadableContainerException("an unmatched bracket");
    }
    return text.charAt(at++);
  }

  private CharacterSet characterClass(CharacterSet set) throws UnreadableContainerException {
    int end = text.indexOf(":]", at + 1);
    String name = end < 0 ? "" : text.substring(at + 1, end);
    at = end + 2;
    return switch (name) {
      case "alnum" -> set.with('0', '9').with('A', 'Z').with('a', 'z');
      case "alpha" -> set.with('A', 'Z').with('a', 'z');
      case "blank" -> set.with(' ', ' ').with('\t', '\t');
      case "cntrl" -> set.with(0, 31).with(127, 127);
      case "digit" -> set.with('0', '9');
      case "graph" -> set.with('!', '~');
      case "lower" -> set.with('a', 'z');
      case "print" -> set.with(' ', '~');
      case "punct" -> set.with('!', '/').with(':', '@').with('[', '`').with('{', '~');
      case "space" -> set.with(' ', ' ').with(9, 13);
      case "upper" -> set.with('A', 'Z');
      case "xdigit" -> set.with('0', '9').with('A', 'F').with('a', 'f');
      default ->
          throw new UnreadableContainerException("the character class is not defined by POSIX");
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
