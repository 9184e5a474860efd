package io.playgate.support.request;

import io.playgate.support.name.KnownNames;
import io.playgate.support.problem.FieldError;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.MatrixParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * What an operation reads of a request.
 *
 * @param parameters its query parameters and their types, by name
 * @param readsBody whether it reads a body
 * @param ignoresUnknown whether it ignores what it does not know
 */
record OperationInput(Map<String, Class<?>> parameters, boolean readsBody, boolean ignoresUnknown) {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  private static final Set<Class<? extends Annotation>> NOT_BODY =
      Set.of(
          QueryParam.class,
          RestQuery.class,
          PathParam.class,
          HeaderParam.class,
          CookieParam.class,
          MatrixParam.class,
          BeanParam.class,
          Context.class);

  private static final Set<Class<? extends Annotation>> FORM =
      Set.of(FormParam.class, RestForm.class);

  static OperationInput of(Method method) {
    Map<String, Class<?>> parameters = new TreeMap<>();
    boolean readsBody = false;
    for (Parameter parameter : method.getParameters()) {
      take(parameter, parameter.getName(), parameter.getType(), parameters);
      if (parameter.isAnnotationPresent(BeanParam.class)) {
        for (Class<?> type = parameter.getType();
            type != null && type != Object.class;
            type = type.getSuperclass()) {
          for (Field field : type.getDeclaredFields()) {
            take(field, field.getName(), field.getType(), parameters);
            readsBody |= has(field, FORM);
          }
        }
      }
      readsBody |= !has(parameter, NOT_BODY);
    }
    boolean ignoresUnknown =
        method.isAnnotationPresent(IgnoresUnknownParameters.class)
            || method.getDeclaringClass().isAnnotationPresent(IgnoresUnknownParameters.class);
    return new OperationInput(Collections.unmodifiableMap(parameters), readsBody, ignoresUnknown);
  }

  private static void take(
      AnnotatedElement element, String name, Class<?> type, Map<String, Class<?>> parameters) {
    QueryParam query = element.getAnnotation(QueryParam.class);
    if (query != null) {
      parameters.put(query.value(), type);
    }
    RestQuery rest = element.getAnnotation(RestQuery.class);
    if (rest != null) {
      parameters.put(rest.value().isEmpty() ? name : rest.value(), type);
    }
  }

  private static boolean has(
      AnnotatedElement element, Set<Class<? extends Annotation>> annotations) {
    return annotations.stream().anyMatch(element::isAnnotationPresent);
  }

  /** Adds what is wrong with a query parameter that was sent. */
  void check(String name, List<String> values, List<FieldError> errors) {
    Class<?> type = parameters.get(name);
    if (type == null) {
      errors.add(
          new FieldError(
              name,
              parameters.isEmpty()
                  ? "is unknown; this operation has no query parameters"
                  : KnownNames.unknown(name, parameters.keySet())));
    } else if (values.size() > 1 && !isMany(type)) {
      errors.add(new FieldError(name, "must be given once"));
    } else if (isNumber(type)
        && !values.stream().allMatch(v -> WHOLE_NUMBER.matcher(v).matches())) {
      errors.add(new FieldError(name, "must be a whole number"));
    } else if ((type == boolean.class || type == Boolean.class)
        && !values.stream().allMatch(value -> value.equals("true") || value.equals("false"))) {
      errors.add(new FieldError(name, "must be true or false"));
    }
  }

  private static boolean isMany(Class<?> type) {
    return type.isArray() || Collection.class.isAssignableFrom(type);
  }

  private static boolean isNumber(Class<?> type) {
    return type == int.class || type == Integer.class || type == long.class || type == Long.class;
  }
}
