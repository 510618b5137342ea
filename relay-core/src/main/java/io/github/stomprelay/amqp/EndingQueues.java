package io.github.stomprelay.amqp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The queues of one link that are about to go with their subscription. Each subscription has a
 * channel of its own, and the broker keeps no order between channels: who declares such a name
 * waits until the queue is gone, or would lose the new one to the deletion of the old one.
 */
final class EndingQueues {
  private static final class Ending {
    int reasons;
    final List<Runnable> waiting = new ArrayList<>();
  }

  private final Map<String, Ending> endings = new HashMap<>();

  /** Something begins that takes the queue away; {@link #over} must follow. */
  void begin(String queue) {
    endings.computeIfAbsent(queue, name -> new Ending()).reasons++;
  }

  /** It is gone, or stays after all. */
  void over(String queue) {
    Ending ending = endings.get(queue);
    if (ending != null && --ending.reasons == 0) {
      endings.remove(queue);
      ending.waiting.forEach(waiting -> whenOver(queue, waiting));
    }
  }

  /** Runs the task once nothing is about to take the queue away; mostly from inside this call. */
  void whenOver(String queue, Runnable then) {
    Ending ending = endings.get(queue);
    if (ending == null) {
      then.run();
    } else {
      ending.waiting.add(then);
    }
  }
}
