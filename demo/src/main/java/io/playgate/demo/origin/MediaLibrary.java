package io.playgate.demo.origin;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All files of the origin by their path, read once. What is not among them does not exist, so that
 * no request path is ever a path in a file system.
 */
public final class MediaLibrary {
  private static final String RESOURCES = "/media";

  private final Map<String, MediaFile> files;

  private MediaLibrary(Map<String, MediaFile> files) {
    this.files = Map.copyOf(files);
  }

  /** The sample media on the class path. */
  public static MediaLibrary ofSamples() throws IOException {
    URL resources = MediaLibrary.class.getResource(RESOURCES);
    if (resources == null) {
      throw new IOException("the sample media are missing from the class path");
    }
    try {
      URI uri = resources.toURI();
      if (!uri.getScheme().equals("jar")) {
        return ofFolder(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return ofFolder(jar.getPath(RESOURCES));
      }
    } catch (URISyntaxException e) {
      throw new IOException("not a location: " + resources, e);
    }
  }

  /** All files below a folder. */
  static MediaLibrary ofFolder(Path folder) throws IOException {
    Map<String, MediaFile> files = new HashMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = "/" + folder.relativize(path).toString().replace('\\', '/');
        files.put(name, MediaFile.of(name, Files.readAllBytes(path)));
      }
    }
    return new MediaLibrary(files);
  }

  /** The file of that path, which begins with a slash. */
  Optional<MediaFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** All paths below a prefix, sorted. */
  public List<String> pathsBelow(String prefix) {
    return files.keySet().stream().filter(path -> path.startsWith(prefix)).sorted().toList();
  }
}
