package io.playgate.auth.entitlement;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A time that a database and every client can hold: in the years 1970 to 9999. */
@Target({
  ElementType.FIELD,
  ElementType.METHOD,
  ElementType.PARAMETER,
  ElementType.RECORD_COMPONENT
})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = StorableTime.Validator.class)
@interface StorableTime {

  /** The message. */
  String message() default "must be in the years 1970 to 9999";

  /** Groups. */
  Class<?>[] groups() default {};

  /** Payload. */
  Class<? extends Payload>[] payload() default {};

  /** The check. */
  class Validator implements ConstraintValidator<StorableTime, Instant> {

    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    @Override
    public boolean isValid(@Nullable Instant value, ConstraintValidatorContext context) {
      return value == null || !(value.isBefore(Instant.EPOCH) || value.isAfter(END));
    }
  }
}
