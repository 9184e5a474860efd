package io.playgate.playbacktoken;

import org.jspecify.annotations.Nullable;

/**
 * One option of a dialect, a setting of {@link Placement#options()}.
 *
 * @param name its name, such as {@code escapeEarly}
 * @param type what its value must be
 * @param defaultValue the value where it is not given; null where that means something no value
 *     says
 * @param meaning what it does, in words
 * @param secret whether its value is to be treated as a key is
 */
public record OptionSpec(
    String name, OptionType type, @Nullable String defaultValue, String meaning, boolean secret) {

  /** An option without a default. */
  public static OptionSpec of(String name, OptionType type, String meaning) {
    return new OptionSpec(name, type, null, meaning, false);
  }

  /** The same, with what holds where it is not given. */
  public OptionSpec otherwise(String value) {
    return new OptionSpec(name, type, value, meaning, secret);
  }

  /** The same, to be kept like a key. */
  public OptionSpec asSecret() {
    return new OptionSpec(name, type, defaultValue, meaning, true);
  }
}
