package io.playgate.support.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many do some expensive work at once, and lets those who wait have their turns by
 * network, within a network by address: one who sends a thousand requests holds up others by one.
 * Blocks; for virtual threads.
 */
public final class FairTurns {

  /** Why there was no turn. */
  public enum Refusal {
    /** All places are taken, most of them from this address or network. */
    SHARE,
    /** All places are taken, from everywhere, or the turn did not come in time. */
    BUSY
  }

  /** There was no turn. Carries no stack trace, as under a flood it is an ordinary outcome. */
  public static final class NoTurnException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    NoTurnException(Refusal refusal) {
      super(refusal.name(), null, false, false);
      this.refusal = refusal;
    }

    /** Why. */
    public Refusal refusal() {
      return refusal;
    }
  }

  /** A turn; closing it gives it to the next. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Waiter {
    final CountDownLatch decided = new CountDownLatch(1);
    @Nullable Refusal refusal;
  }

  private final int turns;
  private final int maxWaiting;
  private final Duration maxWait;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<String, Deque<Waiter>>> networks = new LinkedHashMap<>();
  private int running;
  private int waiting;

  /**
   * Makes turns.
   *
   * @param turns how many work at once
   * @param maxWaiting how many may wait; where all places are taken, one more has that of the last
   *     of the longest queue
   * @param maxWait how long one waits
   */
  public FairTurns(int turns, int maxWaiting, Duration maxWait) {
    if (turns < 1 || maxWaiting < 1) {
      throw new IllegalArgumentException("turns and places must be positive");
    }
    this.turns = turns;
    this.maxWaiting = maxWaiting;
    this.maxWait = maxWait;
  }

  /**
   * Waits for a turn.
   *
   * @param caller whose share it is of
   * @return the turn, which has to be closed
   * @throws NoTurnException when there was none
   */
  public Turn await(CallerAddress caller) throws NoTurnException {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      if (running < turns && waiting == 0) {
        running++;
        return this::release;
      }
      enqueue(caller, waiter);
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    try {
      if (waiter.decided.await(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
        return turnOf(waiter);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    lock.lock();
    try {
      // The turn may have come in this moment.
      if (waiter.decided.getCount() > 0) {
        remove(caller, waiter);
        waiter.refusal = Refusal.BUSY;
        waiter.decided.countDown();
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return turnOf(waiter);
  }

  /**
   * Works when the turn comes.
   *
   * @param caller whose share it is of
   * @throws NoTurnException when there was none; then nothing was done
   */
  public <T> T inTurn(CallerAddress caller, Supplier<T> work) throws NoTurnException {
    Turn turn = await(caller);
    try {
      return work.get();
    } finally {
      turn.close();
    }
  }

  private Turn turnOf(Waiter waiter) throws NoTurnException {
    lock.lock();
    try {
      Refusal refusal = waiter.refusal;
      if (refusal != null) {
        throw new NoTurnException(refusal);
      }
    } finally {
      lock.unlock();
    }
    return this::release;
  }

  /** How many wait. */
  public int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(CallerAddress caller, Waiter waiter) throws NoTurnException {
    if (waiting >= maxWaiting && !makeRoom(caller)) {
      Map<String, Deque<Waiter>> own = networks.get(caller.network());
      throw new NoTurnException(
          own != null && size(own) > maxWaiting / 4 ? Refusal.SHARE : Refusal.BUSY);
    }
    networks
        .computeIfAbsent(caller.network(), network -> new LinkedHashMap<>())
        .computeIfAbsent(caller.host(), host -> new ArrayDeque<>())
        .add(waiter);
    waiting++;
  }

  /**
   * Sends the last one of the longest queue away: that of the network with the most who wait, in it
   * of the address with the most, unless that would be the newcomer's own.
   */
  private boolean makeRoom(CallerAddress newcomer) {
    String network = newcomer.network();
    int most = networks.containsKey(network) ? size(networks.get(network)) : 0;
    for (Map.Entry<String, Map<String, Deque<Waiter>>> each : networks.entrySet()) {
      int size = size(each.getValue());
      if (size > most + (network.equals(newcomer.network()) ? 1 : 0)) {
        network = each.getKey();
        most = size;
      }
    }
    Map<String, Deque<Waiter>> hosts = networks.getOrDefault(network, Map.of());
    boolean own = network.equals(newcomer.network());
    String host = newcomer.host();
    int longest = own && hosts.containsKey(host) ? hosts.get(host).size() : 0;
    for (Map.Entry<String, Deque<Waiter>> each : hosts.entrySet()) {
      int size = each.getValue().size();
      if (size > longest + (own && host.equals(newcomer.host()) ? 1 : 0)) {
        host = each.getKey();
        longest = size;
      }
    }
    if (own && host.equals(newcomer.host())) {
      return false;
    }
    Deque<Waiter> queue = hosts.get(host);
    Waiter last = queue == null ? null : queue.peekLast();
    if (last == null) {
      return false;
    }
    remove(new CallerAddress(host, network), last);
    last.refusal = Refusal.SHARE;
    last.decided.countDown();
    return true;
  }

  private void remove(CallerAddress caller, Waiter waiter) {
    Map<String, Deque<Waiter>> hosts = networks.get(caller.network());
    Deque<Waiter> queue = hosts == null ? null : hosts.get(caller.host());
    if (hosts != null && queue != null && queue.remove(waiter)) {
      waiting--;
      if (queue.isEmpty()) {
        hosts.remove(caller.host());
      }
      if (hosts.isEmpty()) {
        networks.remove(caller.network());
      }
    }
  }

  private void release() {
    lock.lock();
    try {
      running--;
      while (running < turns && waiting > 0) {
        Waiter next = next();
        running++;
        next.decided.countDown();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The first of the network, and in it the address, whose last turn is longest ago. */
  private Waiter next() {
    Iterator<Map.Entry<String, Map<String, Deque<Waiter>>>> first = networks.entrySet().iterator();
    Map.Entry<String, Map<String, Deque<Waiter>>> network = first.next();
    String name = network.getKey();
    Map<String, Deque<Waiter>> hosts = network.getValue();
    first.remove();
    Iterator<Map.Entry<String, Deque<Waiter>>> firstHost = hosts.entrySet().iterator();
    Map.Entry<String, Deque<Waiter>> host = firstHost.next();
    String address = host.getKey();
    Deque<Waiter> queue = host.getValue();
    firstHost.remove();
    Waiter waiter = queue.remove();
    if (!queue.isEmpty()) {
      hosts.put(address, queue);
    }
    if (!hosts.isEmpty()) {
      networks.put(name, hosts);
    }
    waiting--;
    return waiter;
  }

  private static int size(Map<String, Deque<Waiter>> hosts) {
    int size = 0;
    for (Deque<Waiter> queue : hosts.values()) {
      size += queue.size();
    }
    return size;
  }
}
