package io.playgate.support.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ErrorCode;
import io.playgate.support.problem.Problem;
import io.playgate.support.problem.RefusalLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection, between the parser and the server.
 *
 * <ul>
 *   <li>One whose framing or host can be read in two ways is answered 400, and nothing after it is
 *       read (RFC 9112 sections 3.2 and 6).
 *   <li>One that is not there as a whole by the deadline is answered 408.
 *   <li>Each is handed on when the one before is answered: after an answer with {@code Connection:
 *       close} there is none (RFC 9112 section 9.6).
 * </ul>
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what is written to a connection that is gone is lost
final class RequestGuard extends ChannelDuplexHandler {

  /** A caller that is still sending would not read the answer if it were reset at once. */
  private static final long LINGER_MILLIS = 500;

  /** Guards are made by the service loader, so that nothing is injected here. */
  private static final RefusalLog REFUSALS = RefusalLog.untimed();

  private final long deadlineNanos;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private int unanswered;
  private boolean receiving;
  private boolean answerBegun;
  private boolean closesAfterAnswer;
  private boolean closing;
  private boolean readWanted;
  private boolean otherProtocol;
  private boolean alarmed;
  private boolean begun;
  private long begunAt;

  RequestGuard(long deadlineMillis) {
    this.deadlineNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    drop();
  }

  /** Bytes of some request are about to be parsed. */
  void bytesArrived() {
    if (!begun) {
      begun = true;
      begunAt = System.nanoTime();
      if (!alarmed && context != null) {
        alarm(context, deadlineNanos);
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean request = message instanceof HttpRequest;
    if (message instanceof LastHttpContent) {
      begun = false;
    }
    if (closing && (request || !receiving)) {
      ReferenceCountUtil.release(message);
    } else if (!waiting.isEmpty() || (request && unanswered > 0)) {
      waiting.add(message);
    } else {
      handOn(ctx, message);
    }
  }

  private void handOn(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      unanswered++;
      receiving = true;
      answerBegun = false;
      if (request.decoderResult().isFailure()) {
        // The server answers it, and the parser reads nothing more.
        closing = true;
      } else {
        String fault = RequestFraming.fault(request);
        if (fault != null) {
          ReferenceCountUtil.release(message);
          receiving = false;
          answerAndClose(ctx, CommonError.MALFORMED_REQUEST, fault);
          return;
        }
        // HTTP/2 needs TLS here; a server may ignore an upgrade (RFC 9110 section 7.8).
        if (request.headers().containsValue(HttpHeaderNames.UPGRADE, "h2c", true)) {
          request.headers().remove(HttpHeaderNames.UPGRADE).remove("HTTP2-Settings");
        }
      }
    }
    if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      receiving = false;
      begun = false;
      brokenBody(ctx);
      return;
    }
    boolean last = message instanceof LastHttpContent;
    if (last) {
      receiving = false;
    }
    ctx.fireChannelRead(message);
    if (last && closing && unanswered == 0) {
      closeSoon(ctx);
    }
  }

  private void brokenBody(ChannelHandlerContext ctx) {
    if (unanswered == 1 && !answerBegun) {
      answerAndClose(ctx, CommonError.MALFORMED_REQUEST, "The body must be framed as it says.");
    } else {
      closing = true;
      closeSoon(ctx);
    }
  }

  /** Sends what is written, and gives the caller a moment to read it. */
  private static void closeSoon(ChannelHandlerContext ctx) {
    ctx.flush();
    ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (waiting.isEmpty()) {
      ctx.read();
    } else {
      readWanted = true;
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ChannelPromise written = promise;
    boolean interim = false;
    if (message instanceof HttpResponse response) {
      int status = response.status().code();
      interim = status < 200 && status != 101;
      otherProtocol |= status == 101;
      if (!interim) {
        answerBegun = true;
        closesAfterAnswer =
            response
                .headers()
                .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
      }
    }
    if (message instanceof LastHttpContent && !interim) {
      unanswered--;
      if (closesAfterAnswer) {
        closing = true;
        drop();
        if (!receiving) {
          written = promise.unvoid();
          written.addListener(ChannelFutureListener.CLOSE);
        }
      } else if (!waiting.isEmpty()) {
        ctx.executor().execute(() -> next(ctx));
      }
    }
    ctx.write(message, written);
  }

  private void next(ChannelHandlerContext ctx) {
    while (!waiting.isEmpty() && !closing) {
      if (waiting.peek() instanceof HttpRequest && unanswered > 0) {
        return;
      }
      handOn(ctx, waiting.remove());
    }
    if (waiting.isEmpty() && readWanted) {
      readWanted = false;
      ctx.fireChannelReadComplete();
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closing = true;
    drop();
    ctx.fireChannelInactive();
  }

  private void drop() {
    while (!waiting.isEmpty()) {
      ReferenceCountUtil.release(waiting.remove());
    }
  }

  private void alarm(ChannelHandlerContext ctx, long nanos) {
    alarmed = true;
    ctx.executor().schedule(() -> late(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void late(ChannelHandlerContext ctx) {
    alarmed = false;
    if (!begun || otherProtocol || !ctx.channel().isActive()) {
      return;
    }
    if (!waiting.isEmpty()) {
      // It is not read at present, so it is not the caller who is slow.
      begunAt = System.nanoTime();
    }
    long left = deadlineNanos - (System.nanoTime() - begunAt);
    if (left > 0) {
      alarm(ctx, left);
    } else if (closing) {
      ctx.close();
    } else if (unanswered == 0 || (unanswered == 1 && receiving && !answerBegun)) {
      answerAndClose(
          ctx, CommonError.REQUEST_TIMEOUT, "Send the whole request, its body included, sooner.");
    } else {
      closing = true;
      ctx.close();
    }
  }

  private void answerAndClose(ChannelHandlerContext ctx, ErrorCode error, String detail) {
    closing = true;
    drop();
    Problem problem = Problem.of(error, detail);
    REFUSALS.noteUnread(problem);
    byte[] body = problem.toJson();
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(problem.status()),
            Unpooled.wrappedBuffer(body));
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.write(answer);
    closeSoon(ctx);
  }
}
