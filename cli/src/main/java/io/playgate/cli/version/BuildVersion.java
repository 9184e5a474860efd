package io.playgate.cli.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version that the build gave to this program, for {@code --version}. */
public final class BuildVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    try (InputStream version = BuildVersion.class.getResourceAsStream("version.txt")) {
      if (version == null) {
        throw new IllegalStateException("the version is not on the class path");
      }
      return new String[] {
        "playgate " + new String(version.readAllBytes(), StandardCharsets.UTF_8).strip()
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
