package io.playgate.revocation.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rules, in the order of their ids.
 *
 * @param items the rules
 * @param next where to go on: the value of {@code after} for the next page; absent on the last one
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevocationPage(List<Revocation> items, @Nullable String next) {
  public RevocationPage {
    items = List.copyOf(items);
  }
}
