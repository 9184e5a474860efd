package io.playgate.benchmarks.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Verdict;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectTest {

  static Stream<String> rows() {
    return Subject.ALL.stream().map(Subject::row);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everySubjectSignsWhatItVerifies(String row) throws Exception {
    DialectBenchmark benchmark = new DialectBenchmark();
    benchmark.subject = row;

    benchmark.prepare();

    assertThat(benchmark.verify()).isInstanceOf(Verdict.Allow.class);
    assertThat(benchmark.sign().value()).isNotEmpty();
    assertThat(benchmark.bareVerify()).isTrue();
  }
}
