package io.playgate.support.request;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import io.playgate.support.name.KnownNames;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.InvalidRequest;
import io.playgate.support.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON bodies of requests. Unknown and repeated members are refused by name, as are
 * values of the wrong type. Only bodies of requests: what a service stored itself, or reads from
 * another service, may have members of a newer version.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
@Priority(Priorities.USER - 1000)
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
public class StrictBodyReader implements ServerMessageBodyReader<Object> {

  private static final List<Class<?>> NOT_JSON =
      List.of(String.class, byte[].class, InputStream.class, Reader.class);

  private final ObjectMapper mapper;

  /**
   * Makes the reader.
   *
   * @param mapper the mapper of the service, whose settings are taken over
   */
  @Inject
  public StrictBodyReader(ObjectMapper mapper) {
    this.mapper = mapper.copy();
    this.mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    this.mapper.enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES);
  }

  @Override
  public boolean isReadable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return isReadable(type, mediaType);
  }

  @Override
  public boolean isReadable(
      Class<?> type, Type genericType, ResteasyReactiveResourceInfo method, MediaType mediaType) {
    return isReadable(type, mediaType);
  }

  private static boolean isReadable(Class<?> type, MediaType mediaType) {
    String subtype = mediaType.getSubtype().toLowerCase(Locale.ROOT);
    return !NOT_JSON.contains(type)
        && mediaType.getType().equalsIgnoreCase("application")
        && (subtype.equals("json") || subtype.endsWith("+json"));
  }

  @Override
  public @Nullable Object readFrom(
      Class<Object> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, String> headers,
      InputStream entityStream)
      throws IOException {
    return read(genericType == null ? type : genericType, entityStream);
  }

  @Override
  public @Nullable Object readFrom(
      Class<Object> type, Type genericType, MediaType mediaType, ServerRequestContext context)
      throws IOException {
    return read(genericType == null ? type : genericType, context.getInputStream());
  }

  private @Nullable Object read(Type type, InputStream entityStream) throws IOException {
    InputStream body = new BufferedInputStream(entityStream, 1024);
    body.mark(1);
    if (body.read() < 0) {
      return null;
    }
    body.reset();
    try {
      return mapper.readerFor(mapper.constructType(type)).readValue(body);
    } catch (PropertyBindingException e) {
      throw InvalidRequest.of(pathOf(e), KnownNames.unknown(e.getPropertyName(), known(e)));
    } catch (MismatchedInputException e) {
      return mismatched(e);
    } catch (InvalidDefinitionException e) {
      throw e;
    } catch (CharConversionException e) {
      throw new ProblemException(CommonError.MALFORMED_REQUEST, "The body must be UTF-8.");
    } catch (StreamReadException | DatabindException e) {
      String repeated = repeatedMember(e instanceof StreamReadException ? e : e.getCause());
      throw repeated == null
          ? new ProblemException(CommonError.MALFORMED_REQUEST, "The body is not valid JSON.")
          : InvalidRequest.of(repeated, "must be given once");
    }
  }

  /** Null where there is no value at all, which is for the operation to judge. */
  private @Nullable Object mismatched(MismatchedInputException failure) {
    String said = String.valueOf(failure.getOriginalMessage());
    if (said.startsWith("No content")) {
      return null;
    }
    if (said.startsWith("Trailing token")) {
      throw new ProblemException(
          CommonError.MALFORMED_REQUEST, "There is something after the JSON value.");
    }
    String field = pathOf(failure);
    throw InvalidRequest.of(field.isEmpty() ? "body" : field, expectation(failure.getTargetType()));
  }

  /** What a value must be, in the words of JSON. */
  private String expectation(@Nullable Class<?> type) {
    if (type == null) {
      return "is missing or of the wrong type";
    }
    if (type.isEnum()) {
      return "must be one of "
          + String.join(
              ", ",
              Arrays.stream(type.getEnumConstants())
                  .map(constant -> mapper.convertValue(constant, String.class))
                  .toList());
    }
    if (type == Boolean.class || type == boolean.class) {
      return "must be true or false";
    }
    if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      return "must be a whole number within range";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "must be text";
    }
    if (type.getPackageName().equals("java.time")) {
      return "must be a time by RFC 3339, as in 2026-01-31T12:00:00Z";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "must be an array";
    }
    return "must be an object";
  }

  private static Collection<String> known(PropertyBindingException e) {
    Collection<Object> ids = e.getKnownPropertyIds();
    return ids == null
        ? List.of()
        : ids.stream().map(String::valueOf).filter(id -> !id.equals(e.getPropertyName())).toList();
  }

  /** The member that the parser met a second time; the parser has no type for that failure. */
  private static @Nullable String repeatedMember(@Nullable Throwable failure) {
    return failure instanceof StreamReadException broken
            && broken.getProcessor() != null
            && String.valueOf(broken.getOriginalMessage()).startsWith("Duplicate field")
        ? pathOf(broken.getProcessor().getParsingContext())
        : null;
  }

  private static String pathOf(JsonMappingException failure) {
    StringBuilder field = new StringBuilder();
    for (JsonMappingException.Reference reference : failure.getPath()) {
      append(field, reference.getFieldName(), reference.getIndex());
    }
    return field.toString();
  }

  private static String pathOf(JsonStreamContext context) {
    List<JsonStreamContext> levels = new ArrayList<>();
    for (JsonStreamContext level = context; level != null; level = level.getParent()) {
      levels.addFirst(level);
    }
    StringBuilder field = new StringBuilder();
    for (JsonStreamContext level : levels) {
      if (level.inObject()) {
        append(field, level.getCurrentName(), -1);
      } else if (level.inArray()) {
        append(field, null, level.getCurrentIndex());
      }
    }
    return field.toString();
  }

  private static void append(StringBuilder field, @Nullable String name, int index) {
    if (name == null) {
      if (index >= 0) {
        field.append('[').append(index).append(']');
      }
    } else {
      if (!field.isEmpty()) {
        field.append('.');
      }
      field.append(name);
    }
  }
}
