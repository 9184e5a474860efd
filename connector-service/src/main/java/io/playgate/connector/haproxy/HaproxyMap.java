package io.playgate.connector.haproxy;

import io.playgate.connector.edge.ConnectorReach;
import io.playgate.connector.edge.EdgeConnector;
import io.playgate.connector.edge.ListChanges;
import io.playgate.connector.edge.ListedSubject;
import io.playgate.connector.edge.Subject;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A map in a running HAProxy (2.4 or newer; management.txt, "add map" and its like). A key is a
 * {@link MapKey}, its value the last second of issue that is hit. Two more keys are ours: {@value
 * #POSITION} holds the place in the log, {@value #UNTIL} the second until which the map counts as
 * complete. An HAProxy that was started anew has neither.
 */
final class HaproxyMap implements EdgeConnector {
  static final String POSITION = "playgate:position";
  static final String UNTIL = "playgate:until";

  /** The last second of the year 9999: stands for every issue time. */
  static final long ALL_SECONDS = 253_402_300_799L;

  /** HAProxy reads a line of commands into one buffer, of 16 KiB unless it is told otherwise. */
  private static final int MAX_LINE = 8 * 1024;

  private static final Pattern MAP = Pattern.compile("[A-Za-z0-9._/@#-]{1,255}");
  private static final Pattern VERSION = Pattern.compile("New version created: ([0-9]{1,10})");
  private static final Pattern FOUND = Pattern.compile("found=yes.*, value=\"([^\"]*)\"");

  /** Tokens carry a keyed digest of their entitlement, whose key HAProxy does not have. */
  private static final ConnectorReach REACH =
      new ConnectorReach(EnumSet.complementOf(EnumSet.of(RevocationScope.ENTITLEMENT)), true);

  private final RuntimeSocket socket;
  private final String map;

  /**
   * @param socket the runtime API
   * @param map the map as HAProxy's configuration names it
   * @throws IllegalArgumentException if the name could not stand in a command
   */
  HaproxyMap(RuntimeSocket socket, String map) {
    if (!MAP.matcher(map).matches()) {
      throw new IllegalArgumentException("map must be a path of A-Z, a-z, 0-9 and ._/@#-");
    }
    this.socket = socket;
    this.map = map;
  }

  @Override
  public ConnectorReach reach() {
    return REACH;
  }

  @Override
  public void replaceAll(List<ListedSubject> list, FeedPosition position, long completeUntil)
      throws IOException {
    String answer = ask("prepare map " + map);
    Matcher version = VERSION.matcher(answer);
    if (!version.find()) {
      throw unexpected("prepare map", answer);
    }
    String to = "@" + version.group(1) + " " + map;
    StringBuilder lines = new StringBuilder();
    for (ListedSubject listed : list) {
      lines.append(line(listed)).append('\n');
      if (lines.length() > MAX_LINE) {
        add(to, lines);
      }
    }
    lines.append(POSITION).append(' ').append(position).append('\n');
    lines.append(UNTIL).append(' ').append(Math.max(0, completeUntil)).append('\n');
    add(to, lines);
    requireEmpty("commit map", ask("commit map " + to));
  }

  private void add(String to, StringBuilder lines) throws IOException {
    requireEmpty("add map", ask("add map " + to + " <<\n" + lines));
    lines.setLength(0);
  }

  @Override
  public void apply(ListChanges changes) throws IOException {
    List<String> commands = new ArrayList<>();
    for (ListedSubject listed : changes.put()) {
      commands.add("set map " + map + " " + line(listed));
    }
    List<String> answers = askAll(commands);
    commands.clear();
    for (int i = 0; i < answers.size(); i++) {
      // What stands there is changed in place, so that it is obeyed all the while.
      if (isNotFound(answers.get(i))) {
        commands.add("add map " + map + " " + line(changes.put().get(i)));
      } else {
        requireEmpty("set map", answers.get(i));
      }
    }
    int additions = commands.size();
    for (Subject subject : changes.removed()) {
      commands.add("del map " + map + " " + MapKey.of(subject));
    }
    commands.add("set map " + map + " " + POSITION + " " + changes.position());
    answers = askAll(commands);
    for (int i = 0; i < answers.size(); i++) {
      boolean removal = i >= additions && i < answers.size() - 1;
      if (!removal || !isNotFound(answers.get(i))) {
        requireEmpty(commands.get(i).substring(0, 7), answers.get(i));
      }
    }
  }

  @Override
  public @Nullable FeedPosition confirmed() throws IOException {
    List<String> answers =
        askAll(List.of("get map " + map + " " + POSITION, "get map " + map + " " + UNTIL));
    String position = value(answers.getFirst());
    if (position == null || value(answers.getLast()) == null) {
      return null;
    }
    try {
      return FeedPosition.parse(position);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String value(String answer) throws IOException {
    Matcher found = FOUND.matcher(answer);
    if (found.find()) {
      return found.group(1);
    }
    if (answer.contains("found=no")) {
      return null;
    }
    throw unexpected("get map", answer);
  }

  /** Never adds the key: a map without it is not the one that is vouched for. */
  @Override
  public void confirmUntil(long epochSeconds) throws IOException {
    requireEmpty("set map", ask("set map " + map + " " + UNTIL + " " + Math.max(0, epochSeconds)));
  }

  private static String line(ListedSubject listed) {
    long seconds = listed.hitsAll() ? ALL_SECONDS : Math.floorDiv(listed.hitsUntilMillis(), 1000);
    return MapKey.of(listed.subject()) + " " + Math.min(seconds, ALL_SECONDS);
  }

  private String ask(String command) throws IOException {
    return socket.ask(command + "\n").strip();
  }

  /** The answers to commands, several of which go by one connection. */
  private List<String> askAll(List<String> commands) throws IOException {
    List<String> answers = new ArrayList<>();
    int from = 0;
    while (from < commands.size()) {
      StringBuilder line = new StringBuilder(commands.get(from));
      int to = from + 1;
      while (to < commands.size() && line.length() + commands.get(to).length() < MAX_LINE) {
        line.append(';').append(commands.get(to++));
      }
      List<String> some = split(socket.ask(line.append('\n').toString()));
      if (some.size() != to - from) {
        throw new IOException(
            "HAProxy answered " + some.size() + " of " + (to - from) + " commands");
      }
      answers.addAll(some);
      from = to;
    }
    return answers;
  }

  /** An answer ends with an empty line; where all is well it is nothing else. */
  static List<String> split(String text) {
    List<String> answers = new ArrayList<>();
    StringBuilder answer = new StringBuilder();
    for (String line : Arrays.asList(text.split("\n", -1)).subList(0, lines(text))) {
      if (line.isEmpty()) {
        answers.add(answer.toString());
        answer.setLength(0);
      } else {
        answer.append(answer.isEmpty() ? "" : "\n").append(line);
      }
    }
    return answers;
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  private static boolean isNotFound(String answer) {
    return answer.contains("not found");
  }

  private static void requireEmpty(String command, String answer) throws IOException {
    if (!answer.isEmpty()) {
      throw unexpected(command, answer);
    }
  }

  private static IOException unexpected(String command, String answer) {
    String first = answer.lines().findFirst().orElse("nothing");
    return new IOException(
        "HAProxy answered '"
            + command
            + "' with: "
            + first.substring(0, Math.min(200, first.length())));
  }
}
