package io.playgate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the suite once for all test classes, with the very command that {@code ./playgate demo}
 * runs, and stops it at the end. Tests take a {@link Suite} as a parameter.
 */
final class RunningSuite implements BeforeAllCallback, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RunningSuite.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    suite(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Suite.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return suite(context).suite;
  }

  private static Running suite(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            "suite",
            key -> {
              LauncherProcess process = LauncherProcess.start("suite");
              return new Running(process, new Suite(process.awaitReady(Duration.ofMinutes(3))));
            },
            Running.class);
  }

  private record Running(LauncherProcess process, Suite suite) implements AutoCloseable {
    @Override
    public void close() {
      process.stop();
    }
  }

  /** The launcher as a process of its own. */
  static final class LauncherProcess {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path json;
    private final Path output;
    private final int portBase;

    private LauncherProcess(Process process, Path json, Path output, int portBase) {
      this.process = process;
      this.json = json;
      this.output = output;
      this.portBase = portBase;
    }

    static LauncherProcess start(String name) {
      return start(name, freePortBase());
    }

    /**
     * Starts the launcher.
     *
     * @param options further options of its JVM
     */
    static LauncherProcess start(String name, int portBase, String... options) {
      try {
        Path root = Path.of(System.getProperty("playgate.root", "../..")).toRealPath();
        Path folder = Path.of("target", "launcher").toAbsolutePath();
        Files.createDirectories(folder);
        Path json = folder.resolve(name + ".json");
        Path output = folder.resolve(name + ".log");
        Files.deleteIfExists(json);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(options));
        command.add("-cp");
        command.add(root.resolve("demo/target/classes") + ":" + root.resolve("demo/target/lib/*"));
        command.add("io.playgate.demo.Demo");
        command.addAll(
            List.of(
                "--root", root.toString(),
                "--port-base", Integer.toString(portBase),
                "--json", json.toString()));
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new LauncherProcess(process, json, output, portBase);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    int portBase() {
      return portBase;
    }

    Process process() {
      return process;
    }

    /** What the launcher printed so far. */
    String output() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Waits until the launcher has written its JSON file, and reads it. */
    JsonNode awaitReady(Duration atMost) {
      Instant deadline = Instant.now().plus(atMost);
      try {
        while (!Files.exists(json)) {
          if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the launcher ended by itself:\n" + output());
          }
          if (Instant.now().isAfter(deadline)) {
            stop();
            throw new AssertionError("the suite was not ready in " + atMost + ":\n" + output());
          }
        }
        return JSON.readTree(json.toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Asks it to stop as Ctrl-C does, and insists after 30 seconds. */
    void stop() {
      process.destroy();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }

    /** A base with fifteen free ports above it. */
    static int freePortBase() {
      for (int attempt = 0; attempt < 200; attempt++) {
        int base = 20000 + (int) (Math.random() * 10000);
        if (rangeIsFree(base, 15)) {
          return base;
        }
      }
      throw new IllegalStateException("no range of free ports found");
    }

    private static boolean rangeIsFree(int base, int count) {
      for (int port = base; port < base + count; port++) {
        try (ServerSocket socket = new ServerSocket(port)) {
          socket.setReuseAddress(true);
        } catch (IOException e) {
          return false;
        }
      }
      return true;
    }
  }
}
