package io.playgate.support.problem;

/**
 * One entry of an error catalogue. Each service has one enum of these; {@link CommonError} holds
 * what all of them share. A code, once published, keeps its meaning.
 */
public interface ErrorCode {

  /**
   * The stable machine-readable name, lower case with hyphens, for example {@code not-entitled}.
   */
  String code();

  /** The HTTP status the error is answered with, 400 to 599. */
  int status();

  /** The short sentence for people; the same for every occurrence (RFC 9457 section 3.1.3). */
  String title();

  /**
   * What a caller can do about it, where nothing more is known of the occurrence. Every problem has
   * a detail.
   */
  default String advice() {
    return title() + ".";
  }
}
