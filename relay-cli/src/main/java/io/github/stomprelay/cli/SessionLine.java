package io.github.stomprelay.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One session as a line of a table, its columns parted by tabs as {@code rabbitmqctl} parts them.
 * Names that clients gave themselves cannot break out of their column.
 */
final class SessionLine {
  /**
   * A heading, and the members of the session's JSON that stand below it; two of them as in the
   * header {@code heart-beat}.
   */
  private record Column(String heading, List<String> members) {
    String of(JsonObject session) {
      return members.stream()
          .map(member -> text(session.get(member)))
          .collect(Collectors.joining(","));
    }

    private static String text(@Nullable JsonElement value) {
      return value == null || value.getAsString().isEmpty()
          ? "-"
          : Terminal.line(value.getAsString());
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          column("session", "id"),
          column("user", "user"),
          column("client", "client"),
          column("peer", "peer"),
          column("transport", "transport"),
          column("tls", "tls"),
          column("version", "version"),
          column("heart_beat", "heartBeatSendMillis", "heartBeatReceiveMillis"),
          column("vhost", "virtualHost"),
          column("since", "since"),
          column("subscriptions", "subscriptions"),
          column("unacknowledged", "unacknowledged"),
          column("waiting_bytes", "waitingBytes"),
          column("frames_in", "framesIn"),
          column("messages_out", "messagesOut"));

  static final String HEADING =
      COLUMNS.stream().map(Column::heading).collect(Collectors.joining("\t"));

  private SessionLine() {}

  private static Column column(String heading, String... members) {
    return new Column(heading, List.of(members));
  }

  static String of(JsonObject session) {
    return COLUMNS.stream().map(column -> column.of(session)).collect(Collectors.joining("\t"));
  }
}
