package io.playgate.benchmarks;

/**
 * One figure.
 *
 * @param name stable name, such as {@code edge.authorize}
 * @param value what was measured
 * @param unit {@code req/s}, {@code ms}, {@code ns/op} or {@code bytes}
 * @param against what the same run measured of the peer, in the same unit
 * @param ratio value / against
 * @param note what the figure is of, for the printed table
 */
public record Row(
    String name, double value, String unit, double against, double ratio, String note) {

  /** A figure and its peer. */
  public static Row of(String name, double value, String unit, double against, String note) {
    return new Row(name, value, unit, against, value / against, note);
  }
}
