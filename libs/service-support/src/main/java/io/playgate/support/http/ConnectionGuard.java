package io.playgate.support.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link RequestGuard} behind the HTTP/1 parser of each accepted connection, and tells it
 * when bytes arrive. HTTP/2, which needs TLS here, has framing and limits of its own.
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
    private @Nullable RequestGuard guard;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (guard == null) {
        guard = install(context.pipeline());
      }
      if (guard != null) {
        guard.bytesArrived();
      }
      context.fireChannelRead(message);
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
