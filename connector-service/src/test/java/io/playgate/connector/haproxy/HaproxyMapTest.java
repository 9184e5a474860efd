package io.playgate.connector.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.playgate.connector.edge.EdgeConnector;
import io.playgate.connector.edge.EdgeConnectorContract;
import io.playgate.connector.edge.ListedSubject;
import io.playgate.connector.edge.Subject;
import io.playgate.connector.testing.Haproxy;
import io.playgate.revocationlist.FeedPosition;
import io.playgate.revocationlist.RevocationScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The map of a real HAProxy. */
class HaproxyMapTest extends EdgeConnectorContract {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern VALUE = Pattern.compile("value=\"([0-9]+)\"");

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private Haproxy haproxy;

  @BeforeEach
  void startTarget() throws Exception {
    haproxy = Haproxy.withMap(folder).start();
  }

  @Override
  @AfterEach
  protected void stopTarget() throws Exception {
    haproxy.stop();
  }

  @Override
  protected EdgeConnector connector() {
    return new HaproxyMap(new RuntimeSocket(haproxy.socket(), TIMEOUT), haproxy.map());
  }

  /** As a configuration asks: by the key as url_enc writes it, and by seconds. */
  @Override
  protected boolean denies(Subject subject, long issuedAtMillis) throws Exception {
    String answer = ask("get map " + haproxy.map() + " " + MapKey.of(subject));
    Matcher value = VALUE.matcher(answer);
    assertThat(answer).containsAnyOf("found=yes", "found=no");
    return value.find() && issuedAtMillis / 1000 <= Long.parseLong(value.group(1));
  }

  @Override
  protected OptionalLong completeUntil() throws Exception {
    String answer = ask("get map " + haproxy.map() + " " + HaproxyMap.UNTIL);
    Matcher value = VALUE.matcher(answer);
    assertThat(answer).containsAnyOf("found=yes", "found=no");
    return value.find() ? OptionalLong.of(Long.parseLong(value.group(1))) : OptionalLong.empty();
  }

  @Override
  protected void restartTarget() throws Exception {
    haproxy.stop();
    haproxy.start();
  }

  @Test
  void worksByTcpToo() throws Exception {
    EdgeConnector connector =
        new HaproxyMap(
            new RuntimeSocket("tcp:127.0.0.1:" + haproxy.port(), TIMEOUT), haproxy.map());
    FeedPosition position = new FeedPosition("e1", 1, 1);
    connector.replaceAll(
        List.of(new ListedSubject(new Subject(RevocationScope.VIEWER, "a"), Long.MAX_VALUE)),
        position,
        1);
    assertThat(connector.confirmed()).isEqualTo(position);
  }

  @Test
  void subjectStandsInTheMapOnce() throws Exception {
    EdgeConnector connector = connector();
    ListedSubject subject =
        new ListedSubject(new Subject(RevocationScope.SESSION, "a"), Long.MAX_VALUE);
    FeedPosition position = new FeedPosition("e1", 1, 1);
    connector.replaceAll(List.of(subject), position, 0);
    for (int i = 0; i < 3; i++) {
      connector.apply(
          new io.playgate.connector.edge.ListChanges(List.of(subject), List.of(), position));
      connector.confirmUntil(i);
    }
    assertThat(ask("show map " + haproxy.map()).strip().lines()).hasSize(3);
  }

  @Test
  void mapThatLostOneOfOurKeysIsNotConfirmed() throws Exception {
    EdgeConnector connector = connector();
    FeedPosition position = new FeedPosition("e1", 1, 1);
    for (String key : List.of(HaproxyMap.UNTIL, HaproxyMap.POSITION)) {
      connector.replaceAll(List.of(), position, 1);
      assertThat(connector.confirmed()).isEqualTo(position);
      ask("del map " + haproxy.map() + " " + key);
      assertThat(connector.confirmed()).as(key).isNull();
    }
  }

  @Test
  void mapThatIsNotThereIsNamed() {
    EdgeConnector connector =
        new HaproxyMap(new RuntimeSocket(haproxy.socket(), TIMEOUT), "other.map");
    assertThatIOException()
        .isThrownBy(connector::confirmed)
        .withMessageContaining("Unknown map identifier");
    assertThatIOException()
        .isThrownBy(() -> connector.replaceAll(List.of(), new FeedPosition("e1", 1, 1), 1))
        .withMessageContaining("Unknown map identifier");
  }

  @Test
  void namesThatCouldBeCommandsAreRefused() {
    RuntimeSocket socket = new RuntimeSocket(haproxy.socket(), TIMEOUT);
    for (String map : List.of("a b", "a;b", "a\nb", "")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new HaproxyMap(socket, map));
    }
    for (String text : List.of("", "/run/sock", "tcp:host", "http://host:1", "unix:relative")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new RuntimeSocket(text, TIMEOUT));
    }
  }

  @Test
  void answersAreTakenApart() {
    assertThat(HaproxyMap.split("\n\n")).containsExactly("", "");
    assertThat(HaproxyMap.split("\nentry not found.\n\n\n"))
        .containsExactly("", "entry not found.", "");
    assertThat(HaproxyMap.split("a\nb\n\n")).containsExactly("a\nb");
    assertThat(HaproxyMap.split("cut off")).isEmpty();
  }

  private String ask(String command) throws Exception {
    return new RuntimeSocket(haproxy.socket(), TIMEOUT).ask(command + "\n");
  }
}
