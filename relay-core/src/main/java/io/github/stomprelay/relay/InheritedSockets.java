package io.github.stomprelay.relay;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that whoever started the relay had opened already and handed over by name:
 * sd_listen_fds_with_names(3). A listener of that name takes the socket instead of binding its own,
 * so that clients that connect while the relay restarts wait, and are not refused. Immutable.
 */
public final class InheritedSockets {
  /** Every listener binds its own. */
  public static final InheritedSockets NONE = new InheritedSockets(Map.of());

  private static final int FIRST_DESCRIPTOR = 3;
  private static final int O_NONBLOCK = 04000;
  private static final List<String> LISTENERS =
      List.of("stomp", "stomps", "http", "https", "admin");

  private final Map<String, Integer> descriptors;

  private InheritedSockets(Map<String, Integer> descriptors) {
    this.descriptors = Map.copyOf(descriptors);
  }

  /**
   * Those that {@code LISTEN_FDS} and {@code LISTEN_FDNAMES} tell of, if {@code LISTEN_PID} is this
   * process.
   *
   * @throws RelayException if a name is no listener's, or given twice
   */
  public static InheritedSockets of(Map<String, String> environment) throws RelayException {
    String count = environment.getOrDefault("LISTEN_FDS", "");
    String pid = String.valueOf(ProcessHandle.current().pid());
    if (!count.matches("[1-9]\\d{0,2}") || !pid.equals(environment.get("LISTEN_PID"))) {
      return NONE;
    }
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    Map<String, Integer> descriptors = new LinkedHashMap<>();
    for (int i = 0; i < Integer.parseInt(count); i++) {
      String name = i < names.length ? names[i] : "";
      if (!LISTENERS.contains(name)) {
        throw new RelayException(
            "inherited socket '%s': no listener has that name; give its socket unit a FileDescriptorName= of %s"
                .formatted(name, String.join(", ", LISTENERS)));
      }
      if (descriptors.put(name, FIRST_DESCRIPTOR + i) != null) {
        throw new RelayException(
            "inherited socket '%s': there are two of that name; leave one ListenStream= in its socket unit"
                .formatted(name));
      }
    }
    return new InheritedSockets(descriptors);
  }

  /** One socket under a name, open already in this process. */
  static InheritedSockets of(String listener, int descriptor) {
    return new InheritedSockets(Map.of(listener, descriptor));
  }

  /** Nobody would ever answer on a socket whose listener is off. */
  void requireAllTaken(Set<String> listeners) throws RelayException {
    for (String name : descriptors.keySet()) {
      if (!listeners.contains(name)) {
        throw new RelayException(
            "inherited socket '%s': that listener is off; set %s.port, or disable the socket unit"
                .formatted(name, name));
      }
    }
  }

  /**
   * The socket for a listener, as a channel that listens already.
   *
   * @return null if it is to bind its own
   * @throws RelayException if the socket cannot be used here
   */
  @Nullable ChannelFactory<ServerChannel> find(String listener, Class<? extends ServerChannel> type)
      throws RelayException {
    Integer descriptor = descriptors.get(listener);
    if (descriptor == null) {
      return null;
    }
    if (type != EpollServerSocketChannel.class || !Epoll.isAvailable()) {
      throw new RelayException(
          "inherited socket '%s': only epoll can take it; set transport=epoll to see why it is not used, or disable the socket unit"
              .formatted(listener));
    }
    requireNonBlocking(listener, descriptor);
    return () -> new EpollServerSocketChannel(descriptor);
  }

  /** An event loop would hang in accept(2) of a socket that blocks. */
  private static void requireNonBlocking(String listener, int descriptor) throws RelayException {
    try {
      long flags =
          Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
              .filter(line -> line.startsWith("flags:"))
              .mapToLong(line -> Long.parseLong(line.substring(6).strip(), 8))
              .findFirst()
              .orElse(0);
      if ((flags & O_NONBLOCK) == 0) {
        throw new RelayException(
            "inherited socket '%s': it blocks; set NonBlocking=yes in the service unit"
                .formatted(listener));
      }
    } catch (IOException e) {
      throw new RelayException(
          "inherited socket '%s': file descriptor %d is not open".formatted(listener, descriptor),
          e);
    }
  }
}
