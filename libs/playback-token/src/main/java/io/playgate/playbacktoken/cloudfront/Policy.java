package io.playgate.playbacktoken.cloudfront;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.internal.text.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A policy: one statement about one resource.
 *
 * @param resource a URL, with wildcards; null for every file
 * @param notBefore epoch seconds, or {@link PlaybackGrant#UNSET}
 * @param expiresAt epoch seconds
 * @param ip one IPv4 address or block; null for every address
 */
record Policy(@Nullable String resource, long notBefore, long expiresAt, @Nullable String ip) {
  private static final String EVERYWHERE = "0.0.0.0/0";

  /** The policy that a URL without {@code Policy} stands for, to the byte. */
  static String canned(String url, long expiresAt) {
    return "{\"Statement\":[{\"Resource\":\""
        + url
        + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"
        + expiresAt
        + "}}}]}";
  }

  /** As JSON without white space, as CloudFront's own tools write it. */
  byte[] json() {
    return StrictJson.writeObject(out -> {
      out.writeArrayFieldStart("Statement");
      out.writeStartObject();
      if (resource != null) {
        out.writeStringField("Resource", resource);
      }
      out.writeObjectFieldStart("Condition");
      out.writeObjectFieldStart("DateLessThan");
      out.writeNumberField("AWS:EpochTime", expiresAt);
      out.writeEndObject();
      if (notBefore != PlaybackGrant.UNSET) {
        out.writeObjectFieldStart("DateGreaterThan");
        out.writeNumberField("AWS:EpochTime", notBefore);
        out.writeEndObject();
      }
      if (ip != null) {
        out.writeObjectFieldStart("IpAddress");
        out.writeStringField("AWS:SourceIp", ip);
        out.writeEndObject();
      }
      out.writeEndObject();
      out.writeEndObject();
      out.writeEndArray();
    });
  }

  /**
   * Reads a policy, strictly: what is not understood might be a restriction.
   *
   * @throws IOException where it is not exactly one statement of the known shape
   */
  static Policy read(byte[] json) throws IOException {
    Reader reader = new Reader();
    StrictJson.readObject(json, reader::policy);
    if (!reader.complete || reader.expiresAt == PlaybackGrant.UNSET) {
      throw new IOException("no statement, or no DateLessThan");
    }
    return new Policy(reader.resource, reader.notBefore, reader.expiresAt, reader.ip);
  }

  private static final class Reader {
    private @Nullable String resource;
    private long notBefore = PlaybackGrant.UNSET;
    private long expiresAt = PlaybackGrant.UNSET;
    private @Nullable String ip;
    private boolean complete;

    void policy(String name, JsonParser value) throws IOException {
      if (!name.equals("Statement") || value.currentToken() != JsonToken.START_ARRAY) {
        throw new IOException("unknown member of the policy");
      }
      expect(value, JsonToken.START_OBJECT);
      while (value.nextToken() == JsonToken.FIELD_NAME) {
        String member = value.currentName();
        value.nextToken();
        switch (member) {
          case "Resource" -> resource = StrictJson.string(value);
          case "Condition" -> condition(value);
          default -> throw new IOException("unknown member of the statement");
        }
      }
      expect(value, JsonToken.END_ARRAY);
      complete = true;
    }

    private void condition(JsonParser value) throws IOException {
      require(value.currentToken() == JsonToken.START_OBJECT);
      while (value.nextToken() == JsonToken.FIELD_NAME) {
        String member = value.currentName();
        expect(value, JsonToken.START_OBJECT);
        require(value.nextToken() == JsonToken.FIELD_NAME);
        String key = value.currentName();
        value.nextToken();
        switch (member + " " + key) {
          case "DateLessThan AWS:EpochTime" -> expiresAt = StrictJson.seconds(value);
          case "DateGreaterThan AWS:EpochTime" -> notBefore = StrictJson.seconds(value);
          case "IpAddress AWS:SourceIp" -> {
            String block = StrictJson.string(value);
            ip = block.equals(EVERYWHERE) ? null : block;
          }
          default -> throw new IOException("unknown condition");
        }
        expect(value, JsonToken.END_OBJECT);
      }
    }

    private static void expect(JsonParser value, JsonToken token) throws IOException {
      require(value.nextToken() == token);
    }

    private static void require(boolean holds) throws IOException {
      if (!holds) {
        throw new IOException("not the shape of a policy");
      }
    }
  }
}
