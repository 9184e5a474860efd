package io.playgate.edge.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Packs and unpacks manifests, a slice at a time. */
final class GzipSlices {

  private static final int PART = 16 * 1024;

  private GzipSlices() {}

  /** Packs slices. */
  static final class Packer implements AutoCloseable {
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final GZIPOutputStream gzip;

    Packer() {
      try {
        this.gzip = new GZIPOutputStream(packed, 8 * 1024);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What is there of the packed body once a slice, possibly the last, is in it. */
    byte[] pack(byte[] slice, boolean last) {
      try {
        gzip.write(slice);
        if (last) {
          gzip.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      byte[] ready = packed.toByteArray();
      packed.reset();
      return ready;
    }

    /** Frees the compressor's memory, which is not the heap's. */
    @Override
    public void close() {
      try {
        gzip.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Unpacks a packed manifest in parts. */
  static final class Unpacker implements AutoCloseable {
    private final GZIPInputStream gzip;

    Unpacker(byte[] packed) throws IOException {
      this.gzip = new GZIPInputStream(new ByteArrayInputStream(packed), PART);
    }

    /** The next part; null at the end. */
    byte @Nullable [] next() throws IOException {
      byte[] part = gzip.readNBytes(PART);
      return part.length == 0 ? null : part;
    }

    @Override
    public void close() {
      try {
        gzip.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
