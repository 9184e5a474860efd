package io.playgate.edge.media;

import io.playgate.edge.denial.EdgeError;
import io.playgate.edge.playlist.ManifestRewriter;
import io.playgate.edge.playlist.ManifestRewriter.Progress;
import io.playgate.edge.playlist.UnusableManifestException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One manifest on its way from the origin to the player: a part comes in, slices of the rewritten
 * one go out, and the next part is asked for once the player has taken them. What it holds is set
 * aside beforehand; a deadline ends what the origin or the player does not.
 */
final class ManifestBody {

  /** A part, a line, a slice, and what waits for the player's connection. */
  private static final long MEMORY = 192 * 1024;

  private static final long PACKER_MEMORY = 256 * 1024;

  /** Until so much is rewritten, nothing goes out: a fault can still be answered as one. */
  private static final int HELD_BACK = 64 * 1024;

  /** A slice that was made. */
  private record Slice(Buffer bytes, Progress progress) {}

  private final OriginExchange exchange;
  private final HttpClientResponse origin;
  private final HttpServerResponse player;
  private final Context context;
  private final ManifestLimits limits;
  private final ManifestRewriter rewriter;
  private final boolean packed;
  private final boolean strict;
  private final GzipSlices.@Nullable Packer packer;
  private GzipSlices.@Nullable Unpacker unpacker;
  private @Nullable List<Buffer> raw;
  private Buffer pending = Buffer.buffer();
  private long memory;
  private long received;
  private long unpacked;
  private long rewritten;
  private long timer;
  private boolean originEnded;
  private boolean waiting;
  private boolean running;
  private boolean committed;
  private boolean passing;
  private boolean over;

  /**
   * Prepares a manifest.
   *
   * @param packed whether the origin's body is gzip
   * @param pack whether the player's is to be
   * @param strict whether a manifest that cannot be rewritten is of no use; if not, it passes as it
   *     is
   */
  ManifestBody(
      OriginExchange exchange,
      HttpClientResponse origin,
      HttpServerResponse player,
      Context context,
      ManifestLimits limits,
      ManifestRewriter rewriter,
      boolean packed,
      boolean pack,
      boolean strict) {
    this.exchange = exchange;
    this.origin = origin;
    this.player = player;
    this.context = context;
    this.limits = limits;
    this.rewriter = rewriter;
    this.packed = packed;
    this.strict = strict;
    this.raw = strict ? null : new ArrayList<>();
    this.packer = pack ? new GzipSlices.Packer() : null;
  }

  /** Begins. */
  void start() {
    if (!take(packer == null ? MEMORY : MEMORY + PACKER_MEMORY)) {
      fail(EdgeError.BUSY, "memory");
      return;
    }
    timer =
        context
            .owner()
            .setTimer(
                limits.timeout().toMillis(), id -> fail(EdgeError.ORIGIN_TIMEOUT, "deadline"));
    if (exchange.declaredLength(origin) > limits.maxSize()) {
      unusable(new UnusableManifestException("the manifest is too large"));
      return;
    }
    origin.exceptionHandler(lost -> fail(EdgeError.ORIGIN_UNREACHABLE, "broken off"));
    origin.handler(this::part);
    origin.endHandler(end -> {
      originEnded = true;
      if (waiting) {
        waiting = false;
        inputEnded();
      }
    });
    await();
  }

  /** Ends because the player left. */
  void abandon() {
    if (!over) {
      finish();
      exchange.resetOrigin();
    }
  }

  private boolean take(long bytes) {
    boolean taken = limits.memory().take(bytes);
    memory += taken ? bytes : 0;
    return taken;
  }

  private void await() {
    if (originEnded) {
      inputEnded();
    } else {
      waiting = true;
      origin.fetch(1);
    }
  }

  private void part(Buffer part) {
    if (over) {
      return;
    }
    waiting = false;
    received += part.length();
    long factor = (long) rewriter.memoryFactor() + (packed ? 1 : 0);
    if (raw != null) {
      raw.add(part);
    }
    if (received > limits.maxSize() && (strict || factor > 0)) {
      unusable(new UnusableManifestException("the manifest is too large"));
    } else if (factor > 0 && !take(factor * part.length())) {
      fail(EdgeError.BUSY, "memory");
    } else if (packed) {
      pending.appendBuffer(part);
      await();
    } else {
      rewriter.add(part.getBytes());
      advance();
    }
  }

  private void inputEnded() {
    if (over) {
      return;
    }
    if (packed && unpacker == null) {
      try {
        unpacker = new GzipSlices.Unpacker(pending.getBytes());
        pending = Buffer.buffer();
      } catch (IOException e) {
        unusable(new UnusableManifestException("the manifest is not gzip as it says"));
        return;
      }
    } else {
      rewriter.end();
    }
    advance();
  }

  private void advance() {
    if (over) {
      return;
    }
    running = true;
    if (unpacker != null || rewriter.isExpensive()) {
      context.<Slice>executeBlocking(this::slice, false).onComplete(this::made);
      return;
    }
    Future<Slice> made;
    try {
      made = Future.succeededFuture(slice());
    } catch (UnusableManifestException | RuntimeException e) {
      made = Future.failedFuture(e);
    }
    made(made);
  }

  private Slice slice() throws UnusableManifestException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    Progress progress = rewriter.write(out);
    GzipSlices.Unpacker unpacking = unpacker;
    if (progress == Progress.NEEDS_INPUT && unpacking != null) {
      unpack(unpacking);
      progress = Progress.MORE;
    }
    rewritten += out.size();
    if (rewritten > limits.maxRewrittenSize()) {
      throw new UnusableManifestException("the rewritten manifest is too large");
    }
    byte[] bytes = out.toByteArray();
    byte[] ready = packer == null ? bytes : packer.pack(bytes, progress == Progress.DONE);
    return new Slice(Buffer.buffer(ready), progress);
  }

  private void unpack(GzipSlices.Unpacker from) throws UnusableManifestException {
    byte[] part;
    try {
      part = from.next();
    } catch (IOException e) {
      throw new UnusableManifestException("the manifest is not gzip as it says");
    }
    unpacked += part == null ? 0 : part.length;
    if (unpacked > limits.maxSize()) {
      throw new UnusableManifestException("the manifest is too large");
    }
    if (part == null) {
      rewriter.end();
    } else if (!limits.memory().take((long) rewriter.memoryFactor() * part.length)) {
      throw new UnusableManifestException("playgate.manifest.max-memory is used up");
    } else {
      memory += (long) rewriter.memoryFactor() * part.length;
      rewriter.add(part);
    }
  }

  private void made(AsyncResult<Slice> made) {
    running = false;
    if (over) {
      release();
      return;
    }
    if (made.failed()) {
      unusable(made.cause());
      return;
    }
    Slice slice = made.result();
    pending.appendBuffer(slice.bytes);
    if (slice.progress == Progress.DONE) {
      if (!committed) {
        exchange.sendHead(origin, pending.length(), packer != null);
        committed = true;
      }
      Buffer last = pending;
      pending = Buffer.buffer();
      player.end(last).onComplete(sent -> finish());
      return;
    }
    if (!committed && rewritten > HELD_BACK) {
      exchange.sendHead(origin, -1, packer != null);
      committed = true;
      raw = null;
    }
    if (committed && pending.length() > 0) {
      player.write(pending);
      pending = Buffer.buffer();
    }
    if (committed && player.writeQueueFull()) {
      player.drainHandler(drained -> goOn(slice.progress));
    } else if (slice.progress == Progress.MORE) {
      // Others' turn on this event loop.
      context.runOnContext(turn -> advance());
    } else {
      await();
    }
  }

  private void goOn(Progress progress) {
    player.drainHandler(null);
    if (over) {
      return;
    }
    if (progress == Progress.MORE) {
      advance();
    } else {
      await();
    }
  }

  private void unusable(Throwable cause) {
    List<Buffer> parts = raw;
    raw = null;
    if (parts == null || committed) {
      fail(
          EdgeError.ORIGIN_MANIFEST,
          cause instanceof UnusableManifestException
              ? String.valueOf(cause.getMessage())
              : cause.getClass().getSimpleName());
      return;
    }
    // What was read stays set aside, and the deadline holds, until the player has it all.
    over = true;
    passing = true;
    exchange
        .passAsItIs(origin, parts, originEnded)
        .onComplete(passed -> {
          passing = false;
          context.owner().cancelTimer(timer);
          release();
        });
  }

  private void fail(EdgeError error, String cause) {
    if (passing) {
      exchange.breakOff();
    }
    if (over) {
      return;
    }
    finish();
    exchange.manifestFailed(error, cause, committed);
  }

  private void finish() {
    if (!over) {
      over = true;
      context.owner().cancelTimer(timer);
      if (!running) {
        release();
      }
    }
  }

  private void release() {
    limits.memory().giveBack(memory);
    memory = 0;
    if (packer != null) {
      packer.close();
    }
    if (unpacker != null) {
      unpacker.close();
    }
  }
}
