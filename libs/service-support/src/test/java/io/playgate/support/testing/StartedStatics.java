package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the static fields of a started service hold: every object that can be reached from one
 * through the project's own classes and Java's collections. Where {@link DeclaredStatics} sees
 * types, this sees what stands behind an {@code Object}, a {@code Supplier} or a lambda.
 */
public final class StartedStatics {
  private static final String OWN = "io.playgate.";
  private static final int ENOUGH = 1_000_000;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Reached> left = new ArrayDeque<>();
  private final Set<String> found = new TreeSet<>();

  private record Reached(Object object, String way) {}

  private StartedStatics() {}

  /**
   * Asserts that no static of a class that ships leads to what exists at run time alone.
   *
   * @param among classes of each module that ships, to be sure that all were looked at
   */
  public static void assertNothingOfRunTime(Class<?>... among) {
    List<String> names = DeclaredStatics.shipped().names();
    assertThat(names).as("the classes that ship").contains(DeclaredStatics.namesOf(among));
    List<Class<?>> classes = new ArrayList<>();
    for (String name : names) {
      classes.add(load(name));
    }
    assertThat(ofRunTime(classes))
        .as("Static fields must not lead to what exists in a running process alone")
        .isEmpty();
  }

  /** The ways from static fields of these classes to objects of run time. */
  static Set<String> ofRunTime(List<Class<?>> classes) {
    StartedStatics walk = new StartedStatics();
    for (Class<?> type : classes) {
      walk.fields(type, null, type.getName());
    }
    while (!walk.left.isEmpty()) {
      walk.visit(walk.left.remove());
    }
    return walk.found;
  }

  private static Class<?> load(String name) {
    try {
      // Initialised, as the build of a native executable initialises it.
      return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private void visit(Reached reached) {
    Object object = reached.object();
    Class<?> type = object.getClass();
    for (Class<?> forbidden : RunTimeOnly.TYPES) {
      if (forbidden.isInstance(object)) {
        found.add(reached.way() + " is a " + type.getName());
        return;
      }
    }
    assertThat(seen).as("objects behind static fields").hasSizeLessThan(ENOUGH);
    switch (object) {
      case Object[] array -> {
        for (int i = 0; i < Array.getLength(array); i++) {
          reach(array[i], reached.way() + "[" + i + "]");
        }
      }
      case Map<?, ?> map -> {
        reachAll(new ArrayList<>(map.keySet()), reached.way() + ".keys");
        reachAll(new ArrayList<>(map.values()), reached.way() + ".values");
      }
      case Collection<?> collection -> reachAll(new ArrayList<>(collection), reached.way());
      case Optional<?> optional -> reach(optional.orElse(null), reached.way());
      case AtomicReference<?> reference -> reach(reference.get(), reached.way());
      case Reference<?> reference -> reach(reference.get(), reached.way());
      case AtomicReferenceArray<?> array -> {
        for (int i = 0; i < array.length(); i++) {
          reach(array.get(i), reached.way() + "[" + i + "]");
        }
      }
      default -> {
        for (Class<?> each = type;
            each != null && each.getName().startsWith(OWN);
            each = each.getSuperclass()) {
          fields(each, object, reached.way());
        }
      }
    }
  }

  private void reachAll(Collection<?> objects, String way) {
    for (Object object : objects) {
      reach(object, way + "[]");
    }
  }

  /** The fields of an object; the static ones of the class without one. */
  private void fields(Class<?> type, @Nullable Object object, String way) {
    for (Field field : type.getDeclaredFields()) {
      if (field.getType().isPrimitive()
          || Modifier.isStatic(field.getModifiers()) != (object == null)) {
        continue;
      }
      try {
        field.setAccessible(true);
        reach(field.get(object), way + "." + field.getName());
      } catch (InaccessibleObjectException | IllegalAccessException e) {
        throw new IllegalStateException("cannot look into " + way + "." + field.getName(), e);
      }
    }
  }

  private void reach(@Nullable Object object, String way) {
    if (object != null
        && !(object instanceof String || object instanceof Class<?> || object instanceof Enum<?>)
        && seen.add(object)) {
      left.add(new Reached(object, way));
    }
  }
}
