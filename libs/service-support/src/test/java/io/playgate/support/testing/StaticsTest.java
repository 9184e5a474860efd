package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The rules about statics find what they are there for. */
class StaticsTest {

  @Test
  void aStaticOfRunTimeIsFoundByItsDeclaredType() {
    assertThat(declared(Direct.class).fieldsOfRunTime())
        .singleElement()
        .asString()
        .contains("Direct.RANDOM is a java.security.SecureRandom");
  }

  @Test
  void anInstanceFieldIsFoundBehindAnInterfaceInACollection() {
    assertThat(declared(Listed.class, Dialect.class, Drawing.class).fieldsOfRunTime())
        .singleElement()
        .asString()
        .contains("Listed.ALL > ")
        .contains("Drawing.random is a java.security.SecureRandom");
  }

  @Test
  void aClockReadByAMethodOfAStaticInitialiserIsFound() {
    assertThat(declared(Reading.class, Helper.class).readingsOfRunTime())
        .singleElement()
        .asString()
        .contains("java.time.Instant.now()");
  }

  @Test
  void objectsAreFoundBehindCollectionsAndLambdas() {
    assertThat(StartedStatics.ofRunTime(List.of(Hidden.class)))
        .hasSize(2)
        .allMatch(way -> way.endsWith("is a java.security.SecureRandom"));
  }

  @Test
  void cyclesEndTheWalk() {
    assertThat(StartedStatics.ofRunTime(List.of(Cycle.class))).isEmpty();
  }

  @Test
  void constantsAreNothingOfRunTime() {
    assertThat(declared(Constant.class).fieldsOfRunTime()).isEmpty();
    assertThat(declared(Constant.class).readingsOfRunTime()).isEmpty();
    assertThat(StartedStatics.ofRunTime(List.of(Constant.class))).isEmpty();
  }

  private static DeclaredStatics declared(Class<?>... classes) {
    return DeclaredStatics.of(new ClassFileImporter().importClasses(classes));
  }

  static final class Direct {
    static final SecureRandom RANDOM = new SecureRandom();
  }

  interface Dialect {}

  static final class Drawing implements Dialect {
    final SecureRandom random = new SecureRandom();
  }

  static final class Listed {
    static final List<Dialect> ALL = List.of(new Drawing());
  }

  static final class Reading {
    static final long STARTED = Helper.now();
  }

  static final class Helper {
    static long now() {
      return Instant.now().getEpochSecond();
    }
  }

  static final class Hidden {
    static final Supplier<Integer> DRAW = drawing(new SecureRandom());
    static final Map<String, Object> BY_NAME =
        Map.of("a", List.<Object>of(new Object[] {new SecureRandom()}));

    private static Supplier<Integer> drawing(SecureRandom random) {
      return () -> random.nextInt();
    }
  }

  static final class Cycle {
    static final Cycle ONE = new Cycle();
    Cycle self = this;
  }

  static final class Constant {
    static final Instant END = Instant.parse("9999-12-31T23:59:59Z");
    static final Map<String, List<String>> NAMES = Map.of("a", List.of("b"));
  }
}
