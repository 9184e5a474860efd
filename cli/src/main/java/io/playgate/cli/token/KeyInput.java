package io.playgate.cli.token;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keys on standard input, where there may be none: at a terminal, and where whoever started the
 * program left it an input that nobody writes to. Then the explanation does without.
 */
final class KeyInput {
  private static final long PATIENCE_SECONDS = 2;

  private final InputStream input;

  KeyInput(InputStream input) {
    this.input = input;
  }

  /** All that comes, however long it takes. */
  byte[] await() throws IOException {
    return input.readNBytes(Lines.MAX_LINE);
  }

  /** All that stands there; empty where nothing comes. */
  @SuppressWarnings("SystemConsoleNull") // null again since JDK 25
  byte[] read() throws IOException {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      return new byte[0];
    }
    CompletableFuture<byte[]> all = new CompletableFuture<>();
    // Not waited for at the end of the program: it may wait for a byte that never comes.
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            all.complete(input.readNBytes(Lines.MAX_LINE));
          } catch (IOException e) {
            all.completeExceptionally(e);
          }
        });
    try {
      return all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new byte[0];
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new byte[0];
    }
  }
}
