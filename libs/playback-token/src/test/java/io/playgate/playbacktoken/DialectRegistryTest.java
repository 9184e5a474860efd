package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.opaque.OpaqueDialect;
import io.playgate.playbacktoken.toy.ToyDialect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialectRegistryTest {
  private static final SignedDialect TOY = new ToyDialect();
  private static final Dialect REFERENCE = new OpaqueDialect();

  @Test
  void findsWhatItWasMadeOf() {
    DialectRegistry registry = DialectRegistry.of(List.of(REFERENCE, TOY));

    assertThat(registry.all()).containsExactly(REFERENCE, TOY);
    assertThat(registry.signed()).containsExactly(TOY);
    assertThat(registry.find(REFERENCE.id())).contains(REFERENCE);
    assertThat(registry.findSigned(TOY.id())).contains(TOY);
    assertThat(registry.findSigned(REFERENCE.id())).isEmpty();
    assertThat(registry.find("none")).isEmpty();
  }

  @Test
  void addingOneLeavesTheFormerAsItWas() {
    DialectRegistry standard = Dialects.registry();

    DialectRegistry more = standard.with(TOY);

    assertThat(more.all()).startsWith(standard.all().toArray(Dialect[]::new)).endsWith(TOY);
    assertThat(more.find(TOY.id())).contains(TOY);
    assertThat(standard.find(TOY.id())).isEmpty();
  }

  @Test
  void twoOfOneIdAreRefused() {
    assertThatThrownBy(() -> DialectRegistry.of(List.of(TOY, new ToyDialect())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two dialects have the id toy");
    assertThatThrownBy(() -> DialectRegistry.of(List.of(TOY)).with(TOY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void laterChangesOfTheListChangeNothing() {
    List<Dialect> dialects = new ArrayList<>(List.of(TOY));
    DialectRegistry registry = DialectRegistry.of(dialects);

    dialects.add(REFERENCE);

    assertThat(registry.all()).containsExactly(TOY);
  }
}
