package io.playgate.support.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code date-time} of RFC 3339 section 5.6, in every form that it has and in no other:
 * lower-case {@code t} and {@code z}, any offset from -23:59 to +23:59, {@code -00:00}, any number
 * of digits of a second, and leap seconds. The readers of the Java platform each lack some of these
 * and take forms of ISO 8601 that RFC 3339 does not have.
 */
public final class Rfc3339 {

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]+))?"
              + "(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))");

  private static final int NANO_DIGITS = 9;

  private Rfc3339() {}

  /**
   * Reads a time. What a fraction has beyond nanoseconds is cut off; a leap second is the last
   * nanosecond before midnight, which keeps it behind all that came before and ahead of all that
   * follows.
   *
   * @throws DateTimeException if the text is not such a time; the message does not quote it
   */
  public static Instant parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new DateTimeException("must be a time of RFC 3339, such as 2026-01-31T12:00:00Z");
    }
    int second = number(form, 6);
    boolean leap = second == 60;
    LocalDateTime local =
        LocalDateTime.of(
            date(number(form, 1), number(form, 2), number(form, 3)),
            time(number(form, 4), number(form, 5), leap ? 59 : second, nanos(form.group(7))));
    LocalDateTime utc = local.minusMinutes(offsetMinutes(form));
    if (leap) {
      // Section 5.7: at the end of a month only, in UTC.
      if (utc.getHour() != 23
          || utc.getMinute() != 59
          || utc.getDayOfMonth() != utc.toLocalDate().lengthOfMonth()) {
        throw new DateTimeException("second 60 exists at the end of a month only, in UTC");
      }
      utc = utc.withNano(999_999_999);
    }
    return utc.toInstant(ZoneOffset.UTC);
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }

  private static LocalDate date(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException e) {
      throw new DateTimeException("must be a date that exists", e);
    }
  }

  private static LocalTime time(int hour, int minute, int second, int nanos) {
    try {
      return LocalTime.of(hour, minute, second, nanos);
    } catch (DateTimeException e) {
      throw new DateTimeException("must be a time of day that exists", e);
    }
  }

  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    String digits = fraction.length() > NANO_DIGITS ? fraction.substring(0, NANO_DIGITS) : fraction;
    return Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
  }

  private static int offsetMinutes(Matcher form) {
    if (form.group(8) == null) {
      return 0;
    }
    int hours = number(form, 9);
    int minutes = number(form, 10);
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("must have an offset from -23:59 to +23:59");
    }
    int offset = hours * 60 + minutes;
    return form.group(8).equals("-") ? -offset : offset;
  }
}
