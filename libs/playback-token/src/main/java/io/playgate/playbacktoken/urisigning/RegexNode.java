package io.playgate.playbacktoken.urisigning;

import java.util.List;

/** A regular expression, taken apart. */
sealed interface RegexNode {

  /** How many states it takes; {@link RegexProgram#MAX_STATES} where it is as many or more. */
  int states();

  /**
   * Writes it into a program.
   *
   * @param next the state that follows it
   * @return the state it starts with
   */
  int compile(RegexProgram program, int next);

  /** One character. */
  record One(CharacterSet set) implements RegexNode {
    @Override
    public int states() {
      return 1;
    }

    @Override
    public int compile(RegexProgram program, int next) {
      return program.set(set, next);
    }
  }

  /** The start or the end of the text. */
  record Anchor(byte kind) implements RegexNode {
    @Override
    public int states() {
      return 1;
    }

    @Override
    public int compile(RegexProgram program, int next) {
      return program.anchor(kind, next);
    }
  }

  /** One after the other. */
  record Sequence(List<RegexNode> parts) implements RegexNode {
    @Override
    public int states() {
      long states = 0;
      for (RegexNode part : parts) {
        states += part.states();
      }
      return bounded(states);
    }

    @Override
    public int compile(RegexProgram program, int next) {
      int start = next;
      for (RegexNode part : parts.reversed()) {
        start = part.compile(program, start);
      }
      return start;
    }
  }

  /** One or another. */
  record Choice(List<RegexNode> branches) implements RegexNode {
    @Override
    public int states() {
      long states = branches.size() - 1L;
      for (RegexNode branch : branches) {
        states += branch.states();
      }
      return bounded(states);
    }

    @Override
    public int compile(RegexProgram program, int next) {
      int start = branches.getLast().compile(program, next);
      for (int i = branches.size() - 2; i >= 0; i--) {
        start = program.split(branches.get(i).compile(program, next), start);
      }
      return start;
    }
  }

  /**
   * So many times.
   *
   * @param most {@link #UNLIMITED} where there is no limit
   */
  record Repetition(RegexNode part, int least, int most) implements RegexNode {
    static final int UNLIMITED = -1;

    @Override
    public int states() {
      long once = part.states();
      return bounded(
          most == UNLIMITED ? (least + 1L) * once + 1 : least * once + (most - least) * (once + 1));
    }

    @Override
    public int compile(RegexProgram program, int next) {
      int start = next;
      if (most == UNLIMITED) {
        start = program.split(next, next);
        program.turn(start, part.compile(program, start));
      } else {
        for (int i = least; i < most; i++) {
          start = program.split(part.compile(program, start), next);
        }
      }
      for (int i = 0; i < least; i++) {
        start = part.compile(program, start);
      }
      return start;
    }
  }

  private static int bounded(long states) {
    return (int) Math.min(states, RegexProgram.MAX_STATES);
  }
}
