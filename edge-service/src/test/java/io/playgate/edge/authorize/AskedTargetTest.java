package io.playgate.edge.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskedTargetTest {

  @Test
  void whatIsSaidOnceOrTheSameWayIsTheTarget() {
    assertThat(AskedTarget.of(null, "/a?b", null)).isEqualTo("/a?b");
    assertThat(AskedTarget.of("/a", "/a", "/a")).isEqualTo("/a");
    assertThat(AskedTarget.of("/a", "https://h:8443/a")).isEqualTo("https://h:8443/a");
    assertThat(AskedTarget.of("https://[::1]/a?x=http://y/", "/a?x=http://y/"))
        .isEqualTo("https://[::1]/a?x=http://y/");
    assertThat(AskedTarget.of("nonsense")).isEqualTo("nonsense");
  }

  @Test
  void nothingAndWhatDiffersIsNull() {
    assertThat(AskedTarget.of(null, null)).isNull();
    assertThat(AskedTarget.of("", "/a")).isNull();
    assertThat(AskedTarget.of("/a", "/b")).isNull();
    assertThat(AskedTarget.of("/a", "https://h/a", "/b")).isNull();
    assertThat(AskedTarget.of("https://h/a", "/a", "https://other/a")).isNull();
    assertThat(AskedTarget.of("https://h/a", "nonsense")).isNull();
    assertThat(AskedTarget.of("https://h?/a")).isNull();
    assertThat(AskedTarget.of("https:///a")).isNull();
    assertThat(AskedTarget.of("https://h")).isNull();
  }
}
