package io.playgate.playbacktoken.urisigning;

/**
 * Which characters one place of a regular expression takes.
 *
 * @param low those under 64, a bit each
 * @param high those from 64 to 127
 * @param others whether any above is taken, up to 255: a byte that is no ASCII character
 */
record CharacterSet(long low, long high, boolean others) {

  /** No character. */
  static final CharacterSet NONE = new CharacterSet(0, 0, false);

  /** Every character but NUL. */
  static final CharacterSet ANY = new CharacterSet(~1L, ~0L, true);

  static CharacterSet of(char c) {
    return NONE.with(c, c);
  }

  /** With those of a range, all of it ASCII. */
  CharacterSet with(int from, int to) {
    long newLow = low;
    long newHigh = high;
    for (int c = from; c <= to; c++) {
      if (c < 64) {
        newLow |= 1L << c;
      } else {
        newHigh |= 1L << (c - 64);
      }
    }
    return new CharacterSet(newLow, newHigh, others);
  }

  /** All others but NUL. */
  CharacterSet inverted() {
    return new CharacterSet(~low & ~1L, ~high, !others);
  }

  boolean has(char c) {
    if (c < 64) {
      return (low >>> c & 1) != 0;
    }
    return c < 128 ? (high >>> (c - 64) & 1) != 0 : c < 256 && others;
  }
}
