package io.playgate.cli.token;

/** A question that cannot be understood: answered with {@code error}, and the next one is read. */
final class BadQuestionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code stable, such as {@code field-unknown}
   * @param detail what is wrong and what to write instead; holds no key material
   */
  BadQuestionException(String code, String detail) {
    super(detail, null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
