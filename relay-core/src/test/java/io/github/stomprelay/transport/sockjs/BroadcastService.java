package io.github.stomprelay.transport.sockjs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Hands each message to everybody. */
final class BroadcastService implements SockJsReceiver {
  /** Everybody. */
  static final class Room implements Function<SockJsSession, SockJsReceiver> {
    private final Set<SockJsSession> members = ConcurrentHashMap.newKeySet();

    @Override
    public SockJsReceiver apply(SockJsSession session) {
      return new BroadcastService(members, session);
    }
  }

  private final Set<SockJsSession> members;
  private final SockJsSession session;

  private BroadcastService(Set<SockJsSession> members, SockJsSession session) {
    this.members = members;
    this.session = session;
  }

  @Override
  public void onOpen() {
    members.add(session);
  }

  @Override
  public void onMessage(String message) {
    for (SockJsSession member : members) {
      member.loop().execute(() -> member.send(message, null));
    }
  }

  @Override
  public void onWritable(boolean writable) {}

  @Override
  public void onClosed(SockJsEnd end) {
    members.remove(session);
  }
}
