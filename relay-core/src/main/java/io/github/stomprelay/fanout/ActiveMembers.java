package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.task.InternalErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members that get messages, in an array in which each knows its place: one more and one less
 * cost the same however many there are. Members may go while a message is delivered; the gaps are
 * closed behind it. Confined to the members' loop.
 */
final class ActiveMembers {
  private @Nullable SharedSubscription[] members = new SharedSubscription[1];
  private int size;
  private boolean delivering;
  private boolean gaps;

  /** Returns whether there is none; in the middle of a delivery that is not known. */
  boolean isEmpty() {
    return size == 0 && !delivering;
  }

  void add(SharedSubscription member) {
    if (size == members.length) {
      members = Arrays.copyOf(members, size + (size >> 1) + 1);
    }
    member.place(size);
    members[size++] = member;
  }

  /** One that is in gets nothing any more, also of a message that is being delivered. */
  void remove(SharedSubscription member) {
    int place = member.place();
    member.place(SharedSubscription.NOWHERE);
    if (delivering) {
      members[place] = null;
      gaps = true;
      return;
    }
    size--;
    SharedSubscription last = members[size];
    members[size] = null;
    if (last != null && place != size) {
      members[place] = last;
      last.place(place);
    }
    shrink();
  }

  /** All of them; they are in no more. Not in the middle of a delivery. */
  List<SharedSubscription> takeAll() {
    List<SharedSubscription> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      SharedSubscription member = members[i];
      if (member != null) {
        member.place(SharedSubscription.NOWHERE);
        all.add(member);
      }
    }
    members = new SharedSubscription[1];
    size = 0;
    return all;
  }

  /**
   * A message, to each that is in when it is its turn.
   *
   * @return whether some have gone meanwhile
   */
  boolean deliver(Delivery delivery) {
    delivering = true;
    try {
      int present = size;
      for (int i = 0; i < present; i++) {
        SharedSubscription member = members[i];
        if (member != null) {
          deliver(delivery, member);
        }
      }
    } finally {
      delivering = false;
    }
    if (!gaps) {
      return false;
    }
    closeGaps();
    return true;
  }

  private static void deliver(Delivery delivery, SharedSubscription member) {
    try {
      member.listener().onDelivery(delivery);
    } catch (RuntimeException | Error e) {
      InternalErrors.report("fanout.deliver", "a member", e);
    }
  }

  private void closeGaps() {
    gaps = false;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      SharedSubscription member = members[i];
      if (member != null) {
        members[kept] = member;
        member.place(kept++);
      }
    }
    Arrays.fill(members, kept, size, null);
    size = kept;
    shrink();
  }

  private void shrink() {
    if (members.length > 16 && size < members.length / 4) {
      members = Arrays.copyOf(members, members.length / 2);
    }
  }
}
