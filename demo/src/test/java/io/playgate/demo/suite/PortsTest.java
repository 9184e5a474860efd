package io.playgate.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void theyLieAboveTheBase() {
    Ports ports = new Ports(8080);

    assertThat(ports.page()).isEqualTo(8080);
    assertThat(ports.of(Service.AUTH)).isEqualTo(8081);
    assertThat(ports.of(Service.TOKEN)).isEqualTo(8082);
    assertThat(ports.of(Service.REVOCATION)).isEqualTo(8083);
    assertThat(ports.of(Service.EDGE)).isEqualTo(8084);
    assertThat(ports.origin()).isEqualTo(8085);
    assertThat(ports.managementOf(Service.AUTH)).isEqualTo(8091);
    assertThat(ports.managementOf(Service.EDGE)).isEqualTo(8094);
  }

  @Test
  void aPortInUseIsFound() throws IOException {
    // Given a program that listens on a port of loopback
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // When a suite would have its revocation-service there
      Ports ports = new Ports(other.getLocalPort() - 3);

      // Then that is said, unless a lower port is taken as well
      assertThat(ports.firstTaken())
          .hasValueSatisfying(
              taken -> assertThat(taken.port()).isLessThanOrEqualTo(other.getLocalPort()));
    }
  }

  @Test
  void aPortInUseOnAllAddressesIsFound() throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      Ports ports = new Ports(other.getLocalPort());

      assertThat(ports.firstTaken()).hasValue(new Ports.Taken(other.getLocalPort(), "page"));
    }
  }
}
