package io.playgate.support.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a script declares to be given: keys first, then arguments, each in the order of the text.
 */
final class ScriptParameters {
  /** How a declared thing is given, and what it is in Lua. */
  enum Kind {
    /** A key: text. */
    KEY,
    /** An argument: text. */
    TEXT,
    /** An argument: a number, or nil where none was sent. */
    NUMBER,
    /** All arguments behind the others: a table of texts. */
    REST
  }

  private static final Pattern DECLARATION =
      Pattern.compile("(?m)^-- (KEY|TEXT|NUMBER|REST) +([a-z][A-Za-z_]*)(?= |$)");
  private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");

  /** A local of the whole script; those of functions are theirs. */
  private static final Pattern LOCAL =
      Pattern.compile("(?m)^local (?:function +)?([A-Za-z_][A-Za-z0-9_, ]*)");

  private static final Pattern BY_NUMBER = Pattern.compile("\\b(KEYS|ARGV)\\b");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern COMMA = Pattern.compile(" *, *");
  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "break",
          "do",
          "else",
          "elseif",
          "end",
          "false",
          "for",
          "function",
          "if",
          "in",
          "local",
          "nil",
          "not",
          "or",
          "repeat",
          "return",
          "then",
          "true",
          "until",
          "while");

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private ScriptParameters() {}

  /**
   * Reads the declarations of a text.
   *
   * @throws IllegalStateException if they are not those that the text needs
   */
  static ScriptParameters declaredIn(String text) {
    ScriptParameters found = new ScriptParameters();
    Matcher declaration = DECLARATION.matcher(text);
    while (declaration.find()) {
      String name = declaration.group(2);
      if (KEYWORDS.contains(name)
          || found.kinds.putIfAbsent(name, Kind.valueOf(declaration.group(1))) != null) {
        throw new IllegalStateException(name + " is declared twice, or a word of Lua");
      }
    }
    found.check(COMMENT.matcher(text).replaceAll(""));
    return found;
  }

  private void check(String code) {
    List<String> rest = of(Kind.REST);
    if (rest.size() > 1
        || (!rest.isEmpty() && !List.copyOf(kinds.keySet()).getLast().equals(rest.getFirst()))) {
      throw new IllegalStateException("REST must be declared last");
    }
    if (BY_NUMBER.matcher(code).find()) {
      throw new IllegalStateException("keys and arguments must be read by their names");
    }
    Set<String> words =
        WORD.matcher(code).results().map(MatchResult::group).collect(Collectors.toSet());
    for (String name : kinds.keySet()) {
      if (!words.contains(name)) {
        throw new IllegalStateException(name + " is declared and never read");
      }
    }
    Matcher local = LOCAL.matcher(code);
    while (local.find()) {
      COMMA
          .splitAsStream(local.group(1).strip())
          .filter(kinds::containsKey)
          .findFirst()
          .ifPresent(name -> {
            throw new IllegalStateException(
                name + " is declared, and a local of the script as well");
          });
    }
  }

  /** A line of Lua for each thing that is declared, which gives it its name. */
  String locals() {
    StringBuilder lua = new StringBuilder();
    int keys = 0;
    int arguments = 0;
    for (String name : inOrder()) {
      lua.append("local ").append(name).append(" = ");
      switch (kind(name)) {
        case KEY -> lua.append("KEYS[").append(++keys).append(']');
        case TEXT -> lua.append("ARGV[").append(++arguments).append(']');
        case NUMBER -> lua.append("tonumber(ARGV[").append(++arguments).append("])");
        case REST ->
            lua.append("{} for i = ")
                .append(arguments + 1)
                .append(", #ARGV do ")
                .append(name)
                .append("[#")
                .append(name)
                .append(" + 1] = ARGV[i] end");
      }
      lua.append('\n');
    }
    return lua.toString();
  }

  /** All names, in the order in which Redis is sent what they stand for. */
  List<String> inOrder() {
    List<String> names = new ArrayList<>(of(Kind.KEY));
    names.addAll(of(Kind.TEXT, Kind.NUMBER, Kind.REST));
    return names;
  }

  /** How many keys there are. */
  int keys() {
    return of(Kind.KEY).size();
  }

  private Kind kind(String name) {
    Kind kind = kinds.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(name + " is not declared");
    }
    return kind;
  }

  private List<String> of(Kind... wanted) {
    return kinds.entrySet().stream()
        .filter(entry -> Arrays.asList(wanted).contains(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Checks that something of that name and of one of these kinds is declared.
   *
   * @throws IllegalArgumentException if not
   */
  void require(String name, Kind... wanted) {
    Kind kind = kind(name);
    if (!Arrays.asList(wanted).contains(kind)) {
      throw new IllegalArgumentException(name + " is declared as " + kind);
    }
  }
}
