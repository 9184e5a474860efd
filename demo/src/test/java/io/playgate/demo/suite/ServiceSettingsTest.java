package io.playgate.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ServiceSettingsTest {

  @Test
  void aPropertiesFileGivesBackWhatWasPutIn() throws IOException {
    // Given a path as people have them
    Map<String, String> settings =
        Map.of("playgate.service.clients-file", "/home/a b/ü=x:#!/clients.json");

    // When it is read as a properties file
    Properties read = new Properties();
    read.load(new StringReader(ServiceSettings.asProperties(settings)));

    // Then it is the same
    assertThat(read).isEqualTo(settings);
  }

  @Test
  void aDollarBeginsNoExpression() throws IOException {
    Properties read = new Properties();
    read.load(new StringReader(ServiceSettings.asProperties(Map.of("key", "a${b}"))));

    // The backslash is the configuration's own escape, which it takes away.
    assertThat(read.getProperty("key")).isEqualTo("a\\${b}");
  }
}
