package io.playgate.playbacktoken.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class Base64UrlTest {

  @Property
  void readsWhatItWrites(@ForAll byte[] bytes) {
    String text = Base64Url.encode(bytes);

    assertThat(text).isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    assertThat(Base64Url.decode(text)).isEqualTo(bytes);
    assertThat(Base64Url.decode(text + "=")).isNull();
  }

  @Property
  void everyTextItReadsIsTheOneItWouldWrite(
      @ForAll
          @AlphaChars
          @NumericChars
          @Chars({'-', '_', '+', '/', '=', '\u00e9'})
          @StringLength(max = 12)
          String text) {
    byte[] bytes = Base64Url.decode(text);

    if (bytes != null) {
      assertThat(Base64Url.encode(bytes)).isEqualTo(text);
    }
  }
}
