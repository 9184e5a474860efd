package io.playgate.support.request;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a resource or method that ignores unknown query parameters, because a standard says so or
 * because the caller is a third party. Everywhere else {@link KnownParameters} refuses them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface IgnoresUnknownParameters {

  /** Why, for example {@code RFC 6749 section 3.2}. */
  String value();
}
