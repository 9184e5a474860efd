package io.playgate.playbacktoken;

import org.jspecify.annotations.Nullable;

/** A dialect cannot be bound to a placement. Its message quotes no value of a secret option. */
public final class InvalidPlacementException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final @Nullable String option;

  private InvalidPlacementException(String code, @Nullable String option, String message) {
    super(message);
    this.code = code;
    this.option = option;
  }

  /** The tokens do not travel by that carrier. */
  public static InvalidPlacementException carrier(String message) {
    return new InvalidPlacementException("carrier-unsupported", null, message);
  }

  /** The dialect has no such option. */
  public static InvalidPlacementException unknown(String option, String message) {
    return new InvalidPlacementException("option-unknown", option, message);
  }

  /**
   * An option has a value that the dialect does not understand.
   *
   * @param message what is expected; quotes no value of a secret option
   */
  public static InvalidPlacementException option(String option, String message) {
    return new InvalidPlacementException("option-invalid", option, message);
  }

  /** {@code carrier-unsupported}, {@code option-unknown} or {@code option-invalid}. */
  public String code() {
    return code;
  }

  /** The name of the option; null where it is the carrier. */
  public @Nullable String option() {
    return option;
  }
}
