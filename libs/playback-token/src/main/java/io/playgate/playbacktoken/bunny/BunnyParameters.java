package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parameters that are hashed: those of the token and the others of the query. */
final class BunnyParameters {

  private BunnyParameters() {}

  /** The decoded parameters of a query by name; null where one stands there twice or is unclear. */
  static @Nullable Map<String, String> read(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query.isEmpty()) {
      return parameters;
    }
    Map<String, String> raw = TokenParameters.split(query, '&');
    if (raw == null) {
      return null;
    }
    for (Map.Entry<String, String> parameter : raw.entrySet()) {
      String name = SharedSecrets.percentDecoded(parameter.getKey());
      String value = SharedSecrets.percentDecoded(parameter.getValue().replace('+', ' '));
      // What separates parameters in the text that is hashed must be no part of one.
      if (name == null
          || value == null
          || name.indexOf('=') >= 0
          || name.indexOf('&') >= 0
          || value.indexOf('&') >= 0
          || parameters.put(name, value) != null) {
        return null;
      }
    }
    return parameters;
  }

  /** Whether the parameters begin with a digit, which could be one of the time before them. */
  static boolean continueTheTime(Map<String, String> own, Map<String, String> others) {
    return !own.containsKey(BunnyForm.IGNORE_PARAMS)
        && others.keySet().stream()
            .anyMatch(name -> !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9');
  }

  /** The text that is hashed of them. */
  static String joined(Map<String, String> own, Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(own);
    if (!own.containsKey(BunnyForm.IGNORE_PARAMS)) {
      all.putAll(others);
    }
    StringBuilder text = new StringBuilder();
    all.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(value));
    return text.toString();
  }
}
