package io.playgate.cli.token;

import io.playgate.cli.version.BuildVersion;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.KeyMaterial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * {@code token key}: the key of a CDN, in the form it came in, as the JSON Web Key that others
 * take.
 */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Reads a CDN's key from standard input and prints it as a JSON Web Key:",
      "PEM (private or public), a JSON Web Key, or a secret in hexadecimal, base64, base64url or text.",
      "What is printed holds the private part, where there is one: keep it as you keep the key."
    })
@SuppressWarnings("NullAway.Init") // picocli sets what is required before the call
final class KeyCommand implements Callable<Integer> {
  @ParentCommand private TokenCommand token;

  @Option(names = "--dialect", required = true, description = "The dialect the key is for.")
  private String dialect;

  @Option(names = "--kid", required = true, description = "The CDN's own name of the key.")
  private String kid;

  @Option(
      names = "--format",
      required = true,
      description = "How it is written: pem, jwk, hex, base64, base64url, text.")
  private String format;

  @Option(
      names = "--alg",
      description = "What it is restricted to; by default the dialect's first that it fits.")
  private @Nullable String algorithm;

  @Override
  public Integer call() {
    try {
      return token.print(text(jwk()), Lines.Outcome.ANSWERED);
    } catch (BadQuestionException e) {
      return refused(e.code(), e.detail());
    } catch (IOException e) {
      return refused("keys-unreadable", "standard input cannot be read");
    }
  }

  private int refused(String code, String detail) {
    return token.print(text(Answers.error(code, detail).toString()), Lines.Outcome.FAILED);
  }

  private static byte[] text(String line) {
    return (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
  }

  private String jwk() throws BadQuestionException, IOException {
    List<String> algorithms =
        Dialects.find(dialect)
            .orElseThrow(() ->
                new BadQuestionException(
                    "dialect-unknown", "unknown dialect; ./playgate token dialects lists them"))
            .description()
            .algorithms();
    KeyMaterial.Format form = KeyMaterial.Format.ofWireName(format);
    if (form == null) {
      throw new BadQuestionException(
          "format-unknown",
          "--format must be one of "
              + Arrays.stream(KeyMaterial.Format.values())
                  .map(KeyMaterial.Format::wireName)
                  .collect(Collectors.joining(", ")));
    }
    // The line end is what a shell and an editor put behind a key, and no part of it.
    String material =
        new String(token.keyInput().await(), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    try {
      return KeyMaterial.read(kid, algorithm, algorithms, form, material).toJson();
    } catch (InvalidJwkException e) {
      throw new BadQuestionException("key-invalid", String.valueOf(e.getMessage()));
    }
  }
}
