package io.dynamq.auth.acl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and networks. */
class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "0.0.0.0/0, 203.0.113.7, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 203.0.113.7, false",
    "fe80::/10, fe80::1%eth0, true",
    "fe80::/10, febf::1%2, true",
    "fe80::/10, fec0::1, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "2001:db8::/33, 2001:db8:8000::, false",
    "10.0.0.0/8, unix, false",
    "10.0.0.0/8, 10.1, false",
    "10.0.0.0/8, 10.1.2.256, false"
  })
  void containsWhatBeginsWithItsBits(String network, String address, boolean contained) {
    assertThat(Cidr.parse(network).contains(Cidr.address(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/8", "1.2.3", "1.2.3.4.5", "1.2.3.4/33", "1.2.3.4/", "::1/129", "host", "a:b",
        "1.2.3.-4", "1.2.3.0x1", "::g"})
  void refusesWhatIsNone(String text) {
    assertThat(Cidr.parse(text)).isNull();
  }
}
