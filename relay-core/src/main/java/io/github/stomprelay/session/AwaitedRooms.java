package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SUBSCRIBEs to rooms that the session has not joined yet, in their order: accepted, with their
 * RECEIPT, and deaf until the join. Bounded by the limit of subscriptions.
 */
final class AwaitedRooms {
  private final Map<String, Frame> frames = new LinkedHashMap<>();

  /** Keeps a SUBSCRIBE; its RECEIPT is the caller's affair. */
  void add(String tag, Frame subscribe) {
    Headers.Builder headers = new Headers.Builder();
    subscribe.headers().entries().stream()
        .filter(header -> !header.getKey().equals(Headers.RECEIPT))
        .forEach(header -> headers.add(header.getKey(), header.getValue()));
    frames.put(tag, Frame.of(subscribe.command(), headers.build(), subscribe.body()));
  }

  boolean contains(String tag) {
    return frames.containsKey(tag);
  }

  /** Forgets one; whether it was there. */
  boolean remove(String tag) {
    return frames.remove(tag) != null;
  }

  int size() {
    return frames.size();
  }

  /** All of them; there are none afterwards. */
  List<Frame> drain() {
    List<Frame> all = List.copyOf(frames.values());
    frames.clear();
    return all;
  }
}
