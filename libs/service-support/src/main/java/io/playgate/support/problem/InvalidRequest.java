package io.playgate.support.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the answer {@code invalid-request}, whose member {@code errors} names the fields. */
public final class InvalidRequest {

  /** At most this many fields are listed in one answer. */
  public static final int MAX_LISTED_FIELDS = 20;

  private static final String DETAIL = "The member errors lists what is wrong.";

  private InvalidRequest() {}

  /**
   * Makes the answer for one field.
   *
   * @param field the field as the caller knows it
   * @param message what it must be
   */
  public static ProblemException of(String field, String message) {
    return of(List.of(new FieldError(field, message)));
  }

  /**
   * Makes the answer for some fields; the first {@value #MAX_LISTED_FIELDS} are listed.
   *
   * @param errors what is wrong, at least one
   */
  public static ProblemException of(List<FieldError> errors) {
    return new ProblemException(CommonError.INVALID_REQUEST, DETAIL)
        .withExtension("errors", members(errors));
  }

  static Problem problem(List<FieldError> errors) {
    return Problem.of(
        CommonError.INVALID_REQUEST, DETAIL, Map.<String, Object>of("errors", members(errors)));
  }

  private static List<Map<String, Object>> members(List<FieldError> errors) {
    return errors.stream()
        .limit(MAX_LISTED_FIELDS)
        .map(error -> {
          Map<String, Object> member = new LinkedHashMap<>();
          member.put("field", error.field());
          member.put("message", error.message());
          return member;
        })
        .toList();
  }
}
