package io.playgate.playbacktoken.internal.dialect;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.uri.RequestOrigin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of one placement, each known to its dialect and of its type. */
public final class OptionValues {
  private final Map<String, String> given;
  private final Map<String, OptionSpec> specs;

  private OptionValues(Map<String, String> given, Map<String, OptionSpec> specs) {
    this.given = given;
    this.specs = specs;
  }

  /**
   * Reads a placement as a dialect does before anything of its own.
   *
   * @throws InvalidPlacementException where tokens of the dialect cannot travel by that carrier, or
   *     an option is unknown or not of its type
   */
  public static OptionValues read(Dialect dialect, Placement placement)
      throws InvalidPlacementException {
    DialectDescription description = dialect.description();
    if (!description.carriers().contains(placement.carrier())) {
      throw InvalidPlacementException.carrier(
          "dialect " + dialect.id() + " travels by " + description.carriers());
    }
    Map<String, OptionSpec> specs = new LinkedHashMap<>();
    description.options().forEach(spec -> specs.put(spec.name(), spec));
    for (Map.Entry<String, String> option : placement.options().entrySet()) {
      OptionSpec spec = specs.get(option.getKey());
      if (spec == null) {
        throw InvalidPlacementException.unknown(
            option.getKey(), unknown(dialect.id(), option.getKey(), description.options()));
      }
      String violation = spec.type().violation(option.getValue());
      if (violation != null) {
        throw InvalidPlacementException.option(
            spec.name(), "the option " + spec.name() + " " + violation);
      }
    }
    return new OptionValues(placement.options(), specs);
  }

  private static String unknown(String dialect, String name, List<OptionSpec> known) {
    String names = String.join(", ", known.stream().map(OptionSpec::name).toList());
    return "dialect %s has no option %s; %s"
        .formatted(dialect, name, names.isEmpty() ? "it has none" : "it has " + names);
  }

  /** Whether an option was given. */
  public boolean has(String name) {
    return given.containsKey(name);
  }

  /** An option's value, or its default; null where it has neither. */
  public @Nullable String text(String name) {
    String value = given.get(name);
    return value == null ? spec(name).defaultValue() : value;
  }

  /** The same of an option that has a default, or was found to be given. */
  public String required(String name) {
    return Objects.requireNonNull(text(name), name);
  }

  /** A {@link OptionType#FLAG}. */
  public boolean flag(String name) {
    return "true".equals(text(name));
  }

  /** A {@link OptionType.Decimal}; {@code otherwise} where it has neither value nor default. */
  public long number(String name, long otherwise) {
    String value = text(name);
    return value == null ? otherwise : Long.parseLong(value);
  }

  /** An {@link OptionType#ORIGIN}; null where it has neither value nor default. */
  public @Nullable RequestOrigin origin(String name) {
    String value = text(name);
    return value == null ? null : RequestOrigin.parse(value);
  }

  private OptionSpec spec(String name) {
    return Objects.requireNonNull(specs.get(name), name);
  }
}
