package io.playgate.support.request;

import io.playgate.support.problem.FieldError;
import io.playgate.support.problem.InvalidRequest;
import io.playgate.support.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares the read-only members of a write with what is stored. What a GET answers, a PUT takes:
 * such a member may come back as it was read, and is refused when it was changed.
 */
public final class ReadOnlyMembers {

  private final List<FieldError> changed = new ArrayList<>();

  /**
   * Compares one member.
   *
   * @param name the member
   * @param sent what was sent; null where it was left out
   * @param stored what a GET answers now; null where it answers nothing
   * @return this
   */
  public ReadOnlyMembers member(String name, @Nullable Object sent, @Nullable Object stored) {
    if (sent != null && !Objects.equals(sent, stored)) {
      changed.add(
          new FieldError(name, "is read-only; leave it out, or send it as a GET answers it"));
    }
    return this;
  }

  /**
   * Ends the comparison.
   *
   * @throws ProblemException {@code invalid-request} naming the members that were changed
   */
  public void refuseChanged() {
    if (!changed.isEmpty()) {
      throw InvalidRequest.of(changed);
    }
  }
}
