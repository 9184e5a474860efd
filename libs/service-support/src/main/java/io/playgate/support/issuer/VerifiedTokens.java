package io.playgate.support.issuer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers tokens whose signature was verified, by SHA-256 of the whole token, as a player comes
 * back with the same one for minutes. Only the signature is remembered: times, and whether the key
 * is believed still, are checked each time. Bounded by two generations: when the young one is full,
 * the old one is dropped.
 */
final class VerifiedTokens {

  private final int generationSize;
  private volatile ConcurrentHashMap<String, VerifiedToken> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<String, VerifiedToken> old = new ConcurrentHashMap<>();

  VerifiedTokens(int generationSize) {
    this.generationSize = generationSize;
  }

  static String fingerprint(String token) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Nullable VerifiedToken find(String fingerprint) {
    VerifiedToken found = young.get(fingerprint);
    if (found != null) {
      return found;
    }
    found = old.get(fingerprint);
    if (found != null) {
      add(fingerprint, found);
    }
    return found;
  }

  void add(String fingerprint, VerifiedToken token) {
    if (young.size() >= generationSize) {
      turn();
    }
    young.put(fingerprint, token);
  }

  private synchronized void turn() {
    if (young.size() >= generationSize) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }

  int size() {
    return young.size() + old.size();
  }
}
