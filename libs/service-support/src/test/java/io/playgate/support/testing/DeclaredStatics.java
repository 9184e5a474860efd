package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the classes of a service and of its libraries declare: which types their static fields can
 * lead to, and what their static initialisers call, however many methods away. {@link RunTimeOnly}
 * says what must not be among them; {@link StartedStatics} looks at the objects themselves.
 */
public final class DeclaredStatics {
  private static final String OWN = "io.playgate.";

  private final JavaClasses classes;

  private DeclaredStatics(JavaClasses classes) {
    this.classes = classes;
  }

  /** Those of all classes on the class path that ship. */
  public static DeclaredStatics shipped() {
    return Shipped.ALL;
  }

  /** Read once: that takes longer than the rules. */
  private static final class Shipped {
    private static final DeclaredStatics ALL =
        of(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/testing/"))
                .importPackages("io.playgate"));
  }

  /** Those of the given classes. */
  static DeclaredStatics of(JavaClasses classes) {
    return new DeclaredStatics(classes);
  }

  /** The names of the classes looked at. */
  List<String> names() {
    return classes.stream().map(JavaClass::getName).sorted().toList();
  }

  /**
   * Asserts that nothing of run time is declared.
   *
   * @param among classes of each module that ships, to be sure that all were looked at
   */
  public void assertNothingOfRunTime(Class<?>... among) {
    assertThat(names()).as("the classes that ship").contains(namesOf(among));
    assertThat(fieldsOfRunTime())
        .as("Static fields must not lead to what exists in a running process alone")
        .isEmpty();
    assertThat(readingsOfRunTime())
        .as("Static initialisers must not read what differs per process")
        .isEmpty();
  }

  static String[] namesOf(Class<?>... classes) {
    return Arrays.stream(classes).map(Class::getName).toArray(String[]::new);
  }

  /** The static fields whose declared types lead to a type of run time, each with its way. */
  Set<String> fieldsOfRunTime() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (JavaField field : type.getFields()) {
        if (field.getModifiers().contains(JavaModifier.STATIC)) {
          found.addAll(lead(field));
        }
      }
    }
    return found;
  }

  private Set<String> lead(JavaField start) {
    Set<String> found = new TreeSet<>();
    Map<JavaField, String> ways = new LinkedHashMap<>();
    Deque<JavaField> left = new ArrayDeque<>();
    ways.put(start, start.getFullName());
    left.add(start);
    while (!left.isEmpty()) {
      JavaField field = left.remove();
      String way = ways.get(field);
      for (JavaClass involved : field.getAllInvolvedRawTypes()) {
        JavaClass type = involved.getBaseComponentType();
        for (Class<?> forbidden : RunTimeOnly.TYPES) {
          if (type.isAssignableTo(forbidden)) {
            found.add(way + " is a " + type.getName());
          }
        }
        for (JavaField next : fieldsOf(type)) {
          if (ways.putIfAbsent(next, way + " > " + next.getFullName()) == null) {
            left.add(next);
          }
        }
      }
    }
    return found;
  }

  /** The instance fields that an object of a declared type can have; none for foreign types. */
  private static List<JavaField> fieldsOf(JavaClass type) {
    if (!type.getName().startsWith(OWN)) {
      return List.of();
    }
    List<JavaClass> candidates = new ArrayList<>(type.getAllSubclasses());
    candidates.add(type);
    List<JavaField> fields = new ArrayList<>();
    for (JavaClass candidate : candidates) {
      for (JavaField field : candidate.getAllFields()) {
        if (!field.getModifiers().contains(JavaModifier.STATIC)) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  /** The calls, from static initialisers on, that read what differs per process. */
  Set<String> readingsOfRunTime() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      type.getStaticInitializer().ifPresent(initializer -> readings(initializer, found));
    }
    return found;
  }

  private static void readings(JavaCodeUnit initializer, Set<String> found) {
    Set<JavaCodeUnit> seen = new HashSet<>(Set.of(initializer));
    Deque<JavaCodeUnit> left = new ArrayDeque<>(seen);
    while (!left.isEmpty()) {
      JavaCodeUnit unit = left.remove();
      for (JavaCall<?> call : unit.getCallsFromSelf()) {
        // What stands in a lambda is not run here, but for what runs it here: rare, and the walk
        // over the objects is left to find what it made.
        if (call.isDeclaredInLambda()) {
          continue;
        }
        CodeUnitCallTarget target = call.getTarget();
        JavaClass owner = target.getOwner();
        boolean makes =
            call instanceof JavaConstructorCall
                && RunTimeOnly.TYPES.stream().anyMatch(owner::isAssignableTo);
        if (makes || RunTimeOnly.isReading(owner.getName(), target.getName())) {
          found.add(
              initializer.getOwner().getName()
                  + ": "
                  + unit.getFullName()
                  + " calls "
                  + target.getFullName());
        }
        if (owner.getName().startsWith(OWN)) {
          target
              .resolveMember()
              .ifPresent(member -> {
                if (seen.add(member)) {
                  left.add(member);
                }
              });
        }
      }
    }
  }
}
