package io.playgate.playbacktoken.uri;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,192.0.2.1,true",
    "192.0.2.1,192.0.2.2,false",
    "192.0.2.0/24,192.0.2.255,true",
    "192.0.2.7/24,192.0.2.255,true",
    "192.0.2.0/24,192.0.3.0,false",
    "0.0.0.0/0,203.0.113.9,true",
    "0.0.0.0/0,2001:db8::1,false",
    "::/0,203.0.113.9,false",
    "::/0,2001:db8::1,true",
    "2001:db8::/32,2001:db8:ffff::1,true",
    "2001:db8::/32,2001:db9::1,false",
    "2001:db8::/65,2001:db8:0:0:7fff::,true",
    "2001:db8::/65,2001:db8:0:0:8000::,false",
    "::ffff:192.0.2.1,192.0.2.1,true",
    "192.0.2.1,::ffff:c000:201,true",
    "::ffff:192.0.2.0/120,192.0.2.9,true",
    "2001:DB8::A,2001:db8:0:0:0:0:0:a,true",
    "::1,::1,true",
    "1::,1:0:0:0:0:0:0:0,true",
    "64:ff9b::192.0.2.1,64:ff9b::c000:201,true",
  })
  void holdsTheAddressesOfItsBlock(String block, String address, boolean held) {
    assertThat(parsed(block).contains(parsed(address))).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "192.0.2",
        "192.0.2.1.5",
        "192.0.2.256",
        "192.0.2.01",
        "192.0.2.",
        " 192.0.2.1",
        "192.0.2.1/33",
        "192.0.2.1/",
        "192.0.2.1/-1",
        "192.0.2.1/24/8",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "::12345",
        "1:2:3:4:5:6:7::8",
        "g::",
        "2001:db8::1%eth0",
        "[::1]",
        "::1/129",
        "::ffff:192.0.2.1/24",
        "1:",
        ":1",
        "1.2.3.4::",
        "::1.2.3",
        "0x7f.0.0.1",
        "2130706433",
        "/8",
      })
  void refusesWhatIsNoLiteral(String text) {
    assertThat(AddressBlock.parse(text)).isNull();
  }

  /** The JDK as the second opinion on every address. */
  @Property(tries = 2000)
  void readsWhatTheJdkWrites(
      @ForAll @Size(16) byte[] a, @ForAll @Size(16) byte[] b, @ForAll @IntRange(max = 128) int bits)
      throws Exception {
    byte[] sharing = b.clone();
    System.arraycopy(a, 0, sharing, 0, bits / 8);
    String first = Objects.requireNonNull(InetAddress.getByAddress(a).getHostAddress());
    String second = Objects.requireNonNull(InetAddress.getByAddress(sharing).getHostAddress());
    if (first.indexOf(':') < 0 || second.indexOf(':') < 0) {
      return;
    }

    boolean expected = true;
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      expected &= (a[i / 8] & mask) == (sharing[i / 8] & mask);
    }
    assertThat(parsed(first + "/" + bits).contains(parsed(second))).isEqualTo(expected);
  }

  private static AddressBlock parsed(String text) {
    return Objects.requireNonNull(AddressBlock.parse(text), text);
  }
}
