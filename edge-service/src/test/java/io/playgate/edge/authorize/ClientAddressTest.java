package io.playgate.edge.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {

  private final ClientAddress address =
      new ClientAddress(List.of("127.0.0.0/8", "::1", "10.0.0.0/8"));

  @Test
  void aStrangerSpeaksForItselfOnly() {
    assertThat(address.of("203.0.113.1", List.of("192.0.2.1"), List.of("192.0.2.2")))
        .isEqualTo("203.0.113.1");
    assertThat(address.of(null, List.of("192.0.2.1"), List.of())).isNull();
  }

  @Test
  void theLastHopThatIsNoProxyIsTheClient() {
    assertThat(address.of("127.0.0.1", List.of("192.0.2.1"), List.of())).isEqualTo("192.0.2.1");
    assertThat(address.of("::1", List.of("6.6.6.6, 192.0.2.1 ,10.1.1.1"), List.of()))
        .isEqualTo("192.0.2.1");
    assertThat(address.of("10.0.0.1", List.of("6.6.6.6", "192.0.2.1"), List.of()))
        .isEqualTo("192.0.2.1");
    assertThat(address.of("10.0.0.1", List.of("10.3.3.3, 10.2.2.2"), List.of()))
        .isEqualTo("10.3.3.3");
  }

  @Test
  void portsAndBracketsAreTakenOff() {
    assertThat(address.of("127.0.0.1", List.of("192.0.2.1:4711"), List.of()))
        .isEqualTo("192.0.2.1");
    assertThat(address.of("127.0.0.1", List.of("[2001:db8::1]:4711"), List.of()))
        .isEqualTo("2001:db8::1");
    assertThat(address.of("127.0.0.1", List.of("2001:db8::1"), List.of())).isEqualTo("2001:db8::1");
  }

  @Test
  void withoutForwardedForTheRealIpCounts() {
    assertThat(address.of("127.0.0.1", List.of(), List.of("192.0.2.1"))).isEqualTo("192.0.2.1");
    assertThat(address.of("127.0.0.1", List.of(), List.of("192.0.2.1", "192.0.2.2"))).isNull();
    assertThat(address.of("127.0.0.1", List.of(), List.of("host.example"))).isNull();
    assertThat(address.of("127.0.0.1", List.of(), List.of())).isEqualTo("127.0.0.1");
  }

  @Test
  void whatIsNoAddressLeavesTheClientUnknown() {
    for (String text : List.of("unknown", "", "_hidden", "192.0.2.1,", "999.1.1.1", "[", "a.b")) {
      assertThat(address.of("127.0.0.1", List.of(text), List.of())).as(text).isNull();
    }
    assertThat(
            address.of(
                "127.0.0.1",
                List.of(String.join(",", Collections.nCopies(100, "192.0.2.1"))),
                List.of()))
        .isNull();
  }

  @Test
  void unreadableConfigurationStopsTheStart() {
    assertThatThrownBy(() -> new ClientAddress(List.of("10.0.0.0/8", "proxy.example")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("playgate.authorize.trusted-proxies")
        .hasMessageContaining("proxy.example");
  }
}
