package io.playgate.support.problem;

/**
 * What is wrong with one field of a request.
 *
 * @param field the field as the caller knows it: {@code bindings.ip}, {@code keys[0].kid}, or the
 *     name of a query parameter
 * @param message what it must be; holds no value that the caller sent
 */
public record FieldError(String field, String message) {

  private static final int MAX_FIELD_LENGTH = 200;

  /** Cuts a name that is longer than any field's. */
  public FieldError {
    if (field.length() > MAX_FIELD_LENGTH) {
      field = field.substring(0, MAX_FIELD_LENGTH) + "...";
    }
  }
}
