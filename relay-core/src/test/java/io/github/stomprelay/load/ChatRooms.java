package io.github.stomprelay.load;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Rooms full of members that poll. */
final class ChatRooms implements AutoCloseable {
  private static final int MEMBERS = 10;
  private static final int AT_ONCE = 100;
  private static final int PATIENCE_SECONDS = 120;
  private static final long BETWEEN_MESSAGES_MILLIS = 5_000;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<ChatMember> members = new ArrayList<>();

  ChatRooms(int count, InetSocketAddress relay) {
    String prefix = "/topic/load." + UUID.randomUUID() + ".";
    for (int i = 0; i < count; i++) {
      members.add(new ChatMember(i, prefix + i / MEMBERS, relay, loops.next()));
    }
  }

  /** What was said, and what was heard of it. */
  record Result(int said, int heard, int expected) {}

  void join() {
    inGroups(ChatMember::join);
  }

  /** Lets all members talk for this long; returns when everything said was heard, in order. */
  Result talk(int seconds) throws InterruptedException {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).talk(BETWEEN_MESSAGES_MILLIS * i / members.size(), BETWEEN_MESSAGES_MILLIS);
    }
    TimeUnit.SECONDS.sleep(seconds);
    int said = 0;
    int expected = 0;
    for (int room = 0; room < members.size(); room += MEMBERS) {
      List<ChatMember> people = members.subList(room, Math.min(room + MEMBERS, members.size()));
      int saidHere = people.stream().mapToInt(one -> one.fallSilent().join()).sum();
      said += saidHere;
      expected += saidHere * people.size();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int heard = heard();
    while (heard < expected && System.nanoTime() < deadline) {
      Thread.sleep(20);
      heard = heard();
    }
    members.forEach(ChatMember::check);
    return new Result(said, heard, expected);
  }

  private int heard() {
    return members.stream().mapToInt(member -> member.received().join()).sum();
  }

  void leave() {
    inGroups(ChatMember::leave);
  }

  private void inGroups(Function<ChatMember, CompletableFuture<Void>> step) {
    for (int from = 0; from < members.size(); from += AT_ONCE) {
      List<ChatMember> group = members.subList(from, Math.min(from + AT_ONCE, members.size()));
      CompletableFuture.allOf(group.stream().map(step).toArray(CompletableFuture<?>[]::new))
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
