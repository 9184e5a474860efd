package io.playgate.support.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalBudgetTest {

  @Test
  void linesBeyondTheBudgetAreCounted() {
    RefusalLog.Budget budget = new RefusalLog.Budget(0);
    for (int i = 0; i < RefusalLog.BURST; i++) {
      assertThat(budget.take(0)).isZero();
    }
    assertThat(budget.take(0)).isEqualTo(RefusalLog.Budget.TELL_LATER);
    for (int i = 0; i < 1000; i++) {
      assertThat(budget.take(0)).isNegative();
    }
    assertThat(budget.take(RefusalLog.NANOS_PER_LINE)).isEqualTo(1001);
    assertThat(budget.take(RefusalLog.NANOS_PER_LINE))
        .as("one that is to tell is enough")
        .isNegative()
        .isNotEqualTo(RefusalLog.Budget.TELL_LATER);
    assertThat(budget.tell()).isEqualTo(1);
    assertThat(budget.tell()).isZero();
    assertThat(budget.take(RefusalLog.NANOS_PER_LINE)).isEqualTo(RefusalLog.Budget.TELL_LATER);
  }

  @Test
  void aQuietHourDoesNotSaveUpMoreThanOneBurst() {
    RefusalLog.Budget budget = new RefusalLog.Budget(0);
    long later = 3_600_000_000_000L;
    for (int i = 0; i < RefusalLog.BURST; i++) {
      assertThat(budget.take(later)).isZero();
    }
    assertThat(budget.take(later)).isNegative();
  }
}
