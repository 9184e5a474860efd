package io.playgate.edge.verdict;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request as one value per name. A header sent twice is joined as its meaning asks
 * (RFC 9110 section 5.3, RFC 9113 section 8.2.3), so that a second token cannot hide behind the
 * first.
 *
 * @param headers as received
 */
public record RequestHeaders(MultiMap headers) implements Function<String, @Nullable String> {

  @Override
  public @Nullable String apply(String name) {
    String first = headers.get(name);
    if (first == null) {
      return null;
    }
    List<String> all = headers.getAll(name);
    return all.size() == 1 ? first : String.join(name.equals("cookie") ? "; " : ", ", all);
  }
}
