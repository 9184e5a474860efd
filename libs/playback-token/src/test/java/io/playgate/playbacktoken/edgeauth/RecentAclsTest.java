package io.playgate.playbacktoken.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentAclsTest {
  private static final Options PLAIN = new Options(null, null, null, false);
  private static final Options ESCAPED = new Options(null, null, null, true);

  private final RecentAcls acls = new RecentAcls();

  @Test
  void keepsWhatItHasRead() throws Exception {
    RecentAcls.Entry first = acls.read(ascii("/a/*!/b?"), PLAIN);

    assertThat(acls.read(ascii("~acl=/a/*!/b?").part(5, 13), PLAIN)).isSameAs(first);
    assertThat(first).isNotNull();
    assertThat(first.patterns()).containsExactly("/a/*", "/b?");
    assertThat(first.acl().covers("/a/x")).isTrue();
  }

  /** The same characters say another thing where they are escaped. */
  @Test
  void readsAgainWhatIsWrittenInAnotherWay() throws Exception {
    assertThat(patterns("/a%2a", PLAIN)).containsExactly("/a%2a");
    assertThat(patterns("/a%2a", ESCAPED)).containsExactly("/a*");
    assertThat(patterns("/a%2a", PLAIN)).containsExactly("/a%2a");
  }

  @Test
  void readsMoreThanItKeeps() throws Exception {
    for (int i = 0; i < 2000; i++) {
      assertThat(patterns("/live/" + i + "/*", PLAIN)).containsExactly("/live/" + i + "/*");
    }
    String longest = "/" + "a".repeat(5000);
    assertThat(patterns(longest, PLAIN)).containsExactly(longest);
  }

  @Test
  void keepsNothingThatIsNoAcl() throws Exception {
    assertThat(acls.read(ascii("/a%2"), ESCAPED)).isNull();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> acls.read(ascii("/a/../b"), PLAIN))
          .isInstanceOf(AmbiguousPathException.class);
      assertThatThrownBy(() -> acls.read(ascii("/a!"), PLAIN))
          .isInstanceOf(AmbiguousPathException.class);
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    List<Callable<Boolean>> readers =
        IntStream.range(0, 8)
            .<Callable<Boolean>>mapToObj(reader ->
                () -> {
                  boolean right = true;
                  for (int i = 0; i < 20_000; i++) {
                    String pattern = "/live/" + (i * (reader + 1)) % 600 + "/*";
                    right &= List.of(pattern).equals(patterns(pattern, PLAIN));
                  }
                  return right;
                })
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(readers.size())) {
      for (var done : threads.invokeAll(readers)) {
        assertThat(done.get()).isTrue();
      }
    }
  }

  private @Nullable List<String> patterns(String acl, Options options) {
    try {
      RecentAcls.Entry entry = acls.read(ascii(acl), options);
      return entry == null ? null : entry.patterns();
    } catch (AmbiguousPathException e) {
      return null;
    }
  }

  private static AsciiText ascii(String text) {
    return Objects.requireNonNull(AsciiText.of(text));
  }
}
