package io.playgate.support.testing;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.http.HttpClient;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Selector;
import java.nio.file.WatchService;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.List;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.zip.ZipFile;
import javax.crypto.SecretKey;
import org.eclipse.microprofile.config.Config;

/**
 * What exists in a running process alone. A native executable is built with the statics of all
 * classes already set: what stands in one is made on the builder's machine, once, and shared by
 * every process of every customer.
 */
final class RunTimeOnly {

  /** The types, each with its subtypes. */
  static final List<Class<?>> TYPES =
      List.of(
          RandomGenerator.class,
          SplittableRandom.class,
          Thread.class,
          ThreadGroup.class,
          Executor.class,
          Timer.class,
          Process.class,
          FileDescriptor.class,
          FileInputStream.class,
          FileOutputStream.class,
          RandomAccessFile.class,
          ZipFile.class,
          WatchService.class,
          MappedByteBuffer.class,
          Channel.class,
          Selector.class,
          Socket.class,
          ServerSocket.class,
          DatagramSocket.class,
          HttpClient.class,
          InetAddress.class,
          SocketAddress.class,
          NetworkInterface.class,
          Config.class,
          PrivateKey.class,
          SecretKey.class,
          KeyStore.class);

  private RunTimeOnly() {}

  /** Whether a method, by its declaring class and its name, reads what differs per process. */
  static boolean isReading(String owner, String method) {
    return switch (owner) {
      case "java.lang.System" ->
          List.of("nanoTime", "currentTimeMillis", "getenv", "getProperty", "getProperties")
              .contains(method);
      case "java.lang.Integer", "java.lang.Long", "java.lang.Boolean" ->
          List.of("getInteger", "getLong", "getBoolean").contains(method);
      case "java.lang.ProcessHandle", "java.lang.management.ManagementFactory" -> true;
      case "java.time.Clock" -> method.startsWith("system") || method.startsWith("tick");
      case "java.time.ZoneId", "java.util.TimeZone" ->
          method.equals("systemDefault") || method.equals("getDefault");
      case "java.util.Locale", "java.nio.charset.Charset" ->
          method.equals("getDefault") || method.equals("defaultCharset");
      case "java.util.UUID" -> method.equals("randomUUID");
      case "java.util.concurrent.ThreadLocalRandom", "java.lang.Runtime" -> true;
      case "java.lang.Math", "java.lang.StrictMath" -> method.equals("random");
      case "java.util.concurrent.Executors", "java.net.InetAddress", "java.net.NetworkInterface" ->
          true;
      case "java.nio.file.Files" -> true;
      case "org.eclipse.microprofile.config.ConfigProvider" -> true;
      case "java.util.Date" -> method.equals("<init>");
      default ->
          (owner.startsWith("java.time.") && method.equals("now"))
              || (owner.startsWith("java.lang.Thread") && method.startsWith("start"));
    };
  }
}
