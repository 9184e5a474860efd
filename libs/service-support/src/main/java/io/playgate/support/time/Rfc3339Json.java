package io.playgate.support.time;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Serial;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

/** Has every time in JSON read by {@link Rfc3339}: text of that form, and nothing else. */
@Singleton
public class Rfc3339Json implements ObjectMapperCustomizer {

  /** After the framework's own, whose module for times would win otherwise. */
  @Override
  public int priority() {
    return MINIMUM_PRIORITY;
  }

  @Override
  public void customize(ObjectMapper mapper) {
    SimpleModule times = new SimpleModule("rfc3339");
    times.addDeserializer(Instant.class, new Reader<>(Instant.class, time -> time));
    times.addDeserializer(
        OffsetDateTime.class,
        new Reader<>(OffsetDateTime.class, time -> time.atOffset(ZoneOffset.UTC)));
    mapper.registerModule(times);
  }

  private static final class Reader<T> extends StdScalarDeserializer<T> {
    @Serial private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final transient Function<Instant, T> form;

    Reader(Class<T> type, Function<Instant, T> form) {
      super(type);
      this.type = type;
      this.form = form;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (T) context.handleUnexpectedToken(type, parser);
      }
      String text = parser.getText();
      try {
        return form.apply(Rfc3339.parse(text));
      } catch (DateTimeException e) {
        return (T) context.handleWeirdStringValue(type, text, "%s", e.getMessage());
      }
    }
  }
}
