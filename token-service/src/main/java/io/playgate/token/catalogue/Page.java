package io.playgate.token.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param items what was found, by ascending id
 * @param next the {@code after} of the next page; null on the last one
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, @Nullable String next) {
  /** Takes a copy. */
  public Page {
    items = List.copyOf(items);
  }
}
