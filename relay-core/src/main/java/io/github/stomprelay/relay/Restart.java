package io.github.stomprelay.relay;

import io.github.stomprelay.config.LimitsConfig;
import io.github.stomprelay.config.RelayConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which settings take effect after a restart only. */
final class Restart {
  private Restart() {}

  /** The groups of settings that changed and are read at start only. */
  static List<String> needed(RelayConfig before, RelayConfig after) {
    List<String> groups = new ArrayList<>();
    compare("event-loops, transport, fail-fast", before.runtime(), after.runtime(), groups);
    compare(
        "stomp.port, http.port and the other listeners", before.listen(), after.listen(), groups);
    compare(
        "tls.reload-interval", before.tls().reloadInterval(), after.tls().reloadInterval(), groups);
    compare("http.*", before.http(), after.http(), groups);
    compare("websocket.*", before.webSocket(), after.webSocket(), groups);
    compare("sockjs.*", before.sockJs(), after.sockJs(), groups);
    compare(
        "limits.connections", before.limits().connections(), after.limits().connections(), groups);
    compare(
        "limits.frame-bytes, .connect-frame-bytes, .headers, .header-bytes, .body-bytes",
        frames(before.limits()),
        frames(after.limits()),
        groups);
    compare("amqp.*", before.amqp(), after.amqp(), groups);
    compare(
        "publish.*, outage.*, consume.*, fanout.*", before.delivery(), after.delivery(), groups);
    compare("exchange.*, queue.*, binding.*", before.topology(), after.topology(), groups);
    compare("presence.*", before.routing().presence(), after.routing().presence(), groups);
    compare("admin.*, log.*", before.admin(), after.admin(), groups);
    return groups;
  }

  private static List<Integer> frames(LimitsConfig limits) {
    return List.of(
        limits.frameBytes(),
        limits.connectFrameBytes(),
        limits.headers(),
        limits.headerBytes(),
        limits.bodyBytes(),
        limits.connectionsPerAddress());
  }

  private static void compare(String name, Object before, Object after, List<String> groups) {
    if (!Objects.equals(before, after)) {
      groups.add(name);
    }
  }
}
