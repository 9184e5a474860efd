package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is logged in the service under test while this is open, that of its own code at
 * every level, with the stack traces.
 */
public final class LoggedLines implements AutoCloseable {

  private final Logger root = Logger.getLogger("");
  private final Logger own = Logger.getLogger("io.playgate");
  private final @Nullable Level ownLevel = own.getLevel();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
          StringWriter text = new StringWriter();
          text.write(formatter.formatMessage(line));
          if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(text));
          }
          lines.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Begins to listen. */
  public LoggedLines() {
    own.setLevel(Level.ALL);
    root.addHandler(handler);
  }

  /** The lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Asserts that something was logged, and that no line holds any of the texts.
   *
   * @param secrets what must not be found, such as passwords and tokens
   */
  public void assertNoneHolds(Collection<String> secrets) {
    assertThat(secrets).isNotEmpty().allMatch(secret -> !secret.isBlank());
    assertThat(lines).as("lines that were logged").isNotEmpty();
    // Not quoted: the report of a failure must not print them either.
    assertThat(lines.stream().filter(line -> secrets.stream().anyMatch(line::contains)).count())
        .as("lines with a secret, of %d", lines.size())
        .isZero();
  }

  @Override
  public void close() {
    root.removeHandler(handler);
    own.setLevel(ownLevel);
  }
}
