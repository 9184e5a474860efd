package io.playgate.support.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerAddressesTest {

  private final CallerAddresses behindProxies =
      new CallerAddresses(true, List.of("10.0.0.0/8", "fd00::/8", "192.0.2.1"));

  private static String host(CallerAddresses addresses, String peer, String... forwardedFor) {
    return addresses.of(peer, List.of(forwardedFor)).host();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7, 192.0.2.0/24",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64, 2001:db8:1::/48",
    "2001:DB8::1, 2001:db8:0:0::/64, 2001:db8:0::/48",
    "::ffff:192.0.2.7, 192.0.2.7, 192.0.2.0/24",
    "fe80::1%eth0, fe80:0:0:0::/64, fe80:0:0::/48",
    "unknown, unknown, unknown",
    "localhost, unknown, unknown",
    "1.2.3.4.example.org, unknown, unknown"
  })
  void anAddressIsCountedByHouseholdAndNetwork(String literal, String host, String network) {
    assertThat(CallerAddress.of(literal)).isEqualTo(new CallerAddress(host, network));
  }

  @Test
  void withoutAProxyNoHeaderIsBelieved() {
    for (CallerAddresses none :
        List.of(
            new CallerAddresses(false, List.of("10.0.0.0/8")),
            new CallerAddresses(true, List.of()))) {
      assertThat(host(none, "10.0.0.1", "203.0.113.7")).isEqualTo("10.0.0.1");
    }
  }

  @Test
  void aCallerThatIsNoProxyIsWhoConnects() {
    assertThat(host(behindProxies, "198.51.100.1", "203.0.113.7")).isEqualTo("198.51.100.1");
  }

  @Test
  void theLastAddressThatIsNotAProxyIsTheCaller() {
    // Given proxies that append to what the caller wrote
    assertThat(host(behindProxies, "10.0.0.1", "203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(host(behindProxies, "10.0.0.1", "1.1.1.1, 203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(host(behindProxies, "10.0.0.1", "1.1.1.1", "203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(host(behindProxies, "10.0.0.1", "1.1.1.1, 203.0.113.7, 10.9.9.9, 192.0.2.1"))
        .isEqualTo("203.0.113.7");
    assertThat(host(behindProxies, "fd00::1", "203.0.113.7:4711")).isEqualTo("203.0.113.7");
    assertThat(host(behindProxies, "::ffff:10.0.0.1", "[2001:db8::1]:80"))
        .isEqualTo("2001:db8:0:0::/64");
  }

  @Test
  void aCallerCannotPassAsAProxyOrAsNobody() {
    // Given headers that the caller wrote before the proxy appended its address
    for (String written :
        List.of("10.0.0.5", "unknown", "", ",,,", "x".repeat(8000), "127.0.0.1")) {
      assertThat(host(behindProxies, "10.0.0.1", written + ", 203.0.113.7"))
          .isEqualTo("203.0.113.7");
    }
    // and where no hop can be read it is the proxy
    assertThat(host(behindProxies, "10.0.0.1", "nonsense")).isEqualTo("10.0.0.1");
    assertThat(behindProxies.of("10.0.0.1", Collections.nCopies(3000, "10.0.0.2")).host())
        .isEqualTo("10.0.0.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "", "/8"})
  void aProxyThatIsNotAnAddressStopsTheStart(String proxy) {
    assertThatThrownBy(() -> new CallerAddresses(true, List.of(proxy)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("quarkus.http.proxy.trusted-proxies");
  }
}
