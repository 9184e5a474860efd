package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The lines that the service under test writes for answers over 399, while this is open. */
public final class LoggedRefusals implements AutoCloseable {

  private final Logger logger = Logger.getLogger("io.playgate.refusal");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
          lines.add(formatter.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Begins to listen. */
  public LoggedRefusals() {
    logger.addHandler(handler);
  }

  /** The lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * The one line of an answer.
   *
   * @param instance the member {@code instance} of its body
   */
  public String lineOf(String instance) {
    assertThat(instance).startsWith("urn:uuid:");
    List<String> found = lines.stream().filter(line -> line.contains(instance)).toList();
    assertThat(found).as(MessageFormat.format("lines with {0} of {1}", instance, lines)).hasSize(1);
    return found.getFirst();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }
}
