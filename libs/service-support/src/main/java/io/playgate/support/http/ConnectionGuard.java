package io.playgate.support.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link RequestGuard} behind the HTTP/1 parser of each accepted connection, and tells it
 * when bytes arrive. HTTP/2, which needs TLS here, has framing and limits of its own: a connection
 * without TLS that begins with HTTP/2's preface is closed.
 */
public final class ConnectionGuard extends ChannelInitializerExtension {

  private static final long DEFAULT_DEADLINE_MILLIS = 20_000;

  /** Called by the service loader. */
  public ConnectionGuard() {}

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    channel.pipeline().addLast("playgate-bytes", new Bytes());
  }

  /** Sees what arrives before the parser does. */
  private static final class Bytes extends ChannelInboundHandlerAdapter {
    /** How HTTP/2 begins without TLS (RFC 9113 section 3.4), as far as nothing else does. */
    private static final byte[] PREFACE = {'P', 'R', 'I', ' '};

    private @Nullable RequestGuard guard;
    private int alone;
    private boolean preface = true;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (guard == null) {
        guard = install(context.pipeline());
      }
      if (guard == null && message instanceof ByteBuf bytes && !handOnOneByOne(context, bytes)) {
        return;
      }
      if (guard != null) {
        guard.bytesArrived();
      }
      context.fireChannelRead(message);
    }

    /**
     * A server that also speaks HTTP/2 without TLS, as that for management does, makes the parser
     * when the first bytes have told the version. Until then they come alone, so that the guard is
     * in place before a request is complete.
     *
     * @return whether there is anything left to hand on
     */
    private boolean handOnOneByOne(ChannelHandlerContext context, ByteBuf bytes) {
      while (guard == null && alone < PREFACE.length && bytes.isReadable()) {
        preface &= bytes.getByte(bytes.readerIndex()) == PREFACE[alone];
        alone++;
        if (preface && alone == PREFACE.length) {
          bytes.release();
          var _ = context.close();
          return false;
        }
        context.fireChannelRead(bytes.readRetainedSlice(1));
        guard = install(context.pipeline());
      }
      if (!bytes.isReadable()) {
        bytes.release();
        return false;
      }
      return true;
    }

    private static @Nullable RequestGuard install(ChannelPipeline pipeline) {
      // With TLS the parser is there once the handshake is over.
      if (pipeline.get("httpDecoder") == null || pipeline.get("httpEncoder") == null) {
        return null;
      }
      RequestGuard made =
          new RequestGuard(Long.getLong(GuardedConnections.DEADLINE, DEFAULT_DEADLINE_MILLIS));
      pipeline.addAfter("httpEncoder", "playgate-requests", made);
      return made;
    }
  }
}
