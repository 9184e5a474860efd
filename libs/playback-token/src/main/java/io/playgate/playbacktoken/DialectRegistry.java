package io.playgate.playbacktoken;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dialects that a program knows, found by their ids. Immutable and safe for concurrent use.
 * Those of this library are {@code Dialects.registry()}; {@link #with} adds one's own to them.
 */
public final class DialectRegistry {
  private final List<Dialect> all;
  private final List<SignedDialect> signed;
  private final Map<String, Dialect> byId = new LinkedHashMap<>();

  private DialectRegistry(List<Dialect> dialects) {
    all = List.copyOf(dialects);
    signed =
        all.stream()
            .filter(SignedDialect.class::isInstance)
            .map(SignedDialect.class::cast)
            .toList();
    for (Dialect dialect : all) {
      if (byId.putIfAbsent(dialect.id(), dialect) != null) {
        throw new IllegalArgumentException("two dialects have the id " + dialect.id());
      }
    }
  }

  /**
   * A registry of these dialects.
   *
   * @param dialects in the order in which {@link #all} gives them
   * @throws IllegalArgumentException where two have the same id
   */
  public static DialectRegistry of(List<? extends Dialect> dialects) {
    return new DialectRegistry(List.copyOf(dialects));
  }

  /**
   * The same registry and one dialect more, at the end.
   *
   * @throws IllegalArgumentException where one has its id already
   */
  public DialectRegistry with(Dialect another) {
    List<Dialect> more = new ArrayList<>(all);
    more.add(another);
    return new DialectRegistry(more);
  }

  /** All dialects, in their order. */
  public List<Dialect> all() {
    return all;
  }

  /** The dialects whose tokens say by themselves what they grant. */
  public List<SignedDialect> signed() {
    return signed;
  }

  /** The dialect with this id. */
  public Optional<Dialect> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The dialect with this id, if its tokens say by themselves what they grant. */
  public Optional<SignedDialect> findSigned(String id) {
    return find(id).filter(SignedDialect.class::isInstance).map(SignedDialect.class::cast);
  }
}
