package io.playgate.playbacktoken.urisigning;

import java.util.Arrays;

/** The states of a regular expression, and which of them follow each other. */
final class RegexProgram {

  /** The most states there may be. */
  static final int MAX_STATES = 8192;

  /** Reads one character of a set. */
  static final byte SET = 0;

  /** Goes two ways. */
  static final byte SPLIT = 1;

  /** Holds at the start of the text. */
  static final byte BEGIN = 2;

  /** Holds at the end of the text. */
  static final byte END = 3;

  /** The whole expression has been read. */
  static final byte ACCEPT = 4;

  private final byte[] kinds;
  private final int[] first;
  private final int[] second;
  private final CharacterSet[] sets;
  private int size;

  RegexProgram(int capacity) {
    this.kinds = new byte[capacity];
    this.first = new int[capacity];
    this.second = new int[capacity];
    this.sets = new CharacterSet[capacity];
    Arrays.fill(sets, CharacterSet.NONE);
  }

  int accept() {
    return add(ACCEPT, 0, 0);
  }

  int set(CharacterSet set, int next) {
    int state = add(SET, next, next);
    sets[state] = set;
    return state;
  }

  int split(int one, int other) {
    return add(SPLIT, one, other);
  }

  int anchor(byte kind, int next) {
    return add(kind, next, next);
  }

  /** Turns one way of a split, which could not be known when it was made. */
  void turn(int split, int one) {
    first[split] = one;
  }

  private int add(byte kind, int one, int other) {
    kinds[size] = kind;
    first[size] = one;
    second[size] = other;
    return size++;
  }

  int size() {
    return size;
  }

  byte kind(int state) {
    return kinds[state];
  }

  int first(int state) {
    return first[state];
  }

  int second(int state) {
    return second[state];
  }

  /** Whether a state reads this character; only those of kind {@link #SET} do. */
  boolean consumes(int state, char c) {
    return sets[state].has(c);
  }
}
