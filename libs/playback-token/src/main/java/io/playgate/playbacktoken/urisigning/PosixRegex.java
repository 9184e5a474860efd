package io.playgate.playbacktoken.urisigning;

/**
 * A POSIX extended regular expression (IEEE Std 1003.1-2017 section 9.4) in the POSIX locale, held
 * against a whole text.
 *
 * <p>It is run as a set of states, all at once and never backtracking, so that a text of n
 * characters costs at most n times the number of states; a match that would take more than {@value
 * #MAX_STEPS} steps is given up, and does not match. An expression may have {@value
 * RegexProgram#MAX_STATES} states with its intervals written out. {@link RegexParser} says what is
 * read, and what is refused.
 */
final class PosixRegex {

  /** The most steps one match may take: enough for 256 patterns with a wildcard each. */
  static final int MAX_STEPS = 1 << 23;

  private final RegexProgram program;
  private final int start;

  private PosixRegex(RegexProgram program, int start) {
    this.program = program;
    this.start = start;
  }

  /**
   * Reads an expression.
   *
   * @throws UnreadableContainerException where it is none, or is refused
   */
  static PosixRegex parse(String expression) throws UnreadableContainerException {
    RegexNode tree = new RegexParser(expression).parse();
    int states = tree.states();
    if (states >= RegexProgram.MAX_STATES) {
      throw new UnreadableContainerException(
          "a regular expression of more than " + RegexProgram.MAX_STATES + " states");
    }
    RegexProgram program = new RegexProgram(states + 1);
    return new PosixRegex(program, tree.compile(program, program.accept()));
  }

  /** Whether the whole of a text matches. */
  boolean matches(String text) {
    return new Run(program).matches(text, start);
  }

  /** One match: the states that are reached with the characters read so far. */
  private static final class Run {
    private final RegexProgram program;
    private final int[] markedAt;
    private final int[] pending;
    private int[] reached;
    private int[] next;
    private int count;
    private int steps;

    Run(RegexProgram program) {
      this.program = program;
      int states = program.size();
      this.markedAt = new int[states];
      this.pending = new int[states];
      this.reached = new int[states];
      this.next = new int[states];
    }

    boolean matches(String text, int start) {
      int length = text.length();
      reach(reached, start, 0, length);
      for (int at = 0; at < length && count > 0; at++) {
        char c = text.charAt(at);
        int before = count;
        count = 0;
        for (int i = 0; i < before; i++) {
          int state = reached[i];
          if (program.consumes(state, c)) {
            reach(next, program.first(state), at + 1, length);
          }
        }
        steps += before;
        if (steps > MAX_STEPS) {
          return false;
        }
        int[] swap = reached;
        reached = next;
        next = swap;
      }
      for (int i = 0; i < count; i++) {
        if (program.kind(reached[i]) == RegexProgram.ACCEPT) {
          return true;
        }
      }
      return false;
    }

    /** Adds a state and all that follow it without a character, each once per position. */
    private void reach(int[] into, int from, int at, int length) {
      int depth = push(0, from, at);
      while (depth > 0) {
        int state = pending[--depth];
        steps++;
        switch (program.kind(state)) {
          case RegexProgram.SPLIT -> {
            depth = push(depth, program.second(state), at);
            depth = push(depth, program.first(state), at);
          }
          case RegexProgram.BEGIN ->
              depth = at == 0 ? push(depth, program.first(state), at) : depth;
          case RegexProgram.END ->
              depth = at == length ? push(depth, program.first(state), at) : depth;
          default -> into[count++] = state;
        }
      }
    }

    private int push(int depth, int state, int at) {
      if (markedAt[state] == at + 1) {
        return depth;
      }
      markedAt[state] = at + 1;
      pending[depth] = state;
      return depth + 1;
    }
  }
}
