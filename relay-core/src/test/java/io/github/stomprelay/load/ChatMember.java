package io.github.stomprelay.load;

import com.google.gson.Gson;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A page of a chat that polls: connects, subscribes to its room, says numbered things, and checks
 * that everything said there comes once and in order. On its event loop only.
 */
final class ChatMember {
  private static final Gson GSON = new Gson();

  private final int number;
  private final String topic;
  private final EventLoop loop;
  private final String path = "/coco/000/" + UUID.randomUUID();
  private final HttpLine receiving;
  private final HttpLine sending;
  private final Map<Integer, Integer> heard = new HashMap<>();
  private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private int sent;
  private int received;
  private boolean talking;

  ChatMember(int number, String topic, InetSocketAddress relay, EventLoop loop) {
    this.number = number;
    this.topic = topic;
    this.loop = loop;
    this.receiving = new HttpLine(relay, loop, this::failed);
    this.sending = new HttpLine(relay, loop, this::failed);
  }

  private void failed(String why) {
    AssertionError error = new AssertionError("member " + number + ": " + why);
    subscribed.completeExceptionally(error);
    left.completeExceptionally(error);
  }

  /** Done when the subscription is set up. */
  CompletableFuture<Void> join() {
    loop.execute(
        () ->
            receiving.open(
                () -> sending.open(() -> receiving.post(path + "/xhr", "", this::polled))));
    return subscribed;
  }

  private void polled(int status, String body) {
    if (status != 200) {
      failed("a poll is answered with " + status + " " + body);
    } else if (body.equals("o\n")) {
      send("CONNECT", "", "accept-version:1.2", "host:/");
      poll();
    } else if (body.startsWith("a[")) {
      for (String message : GSON.fromJson(body.substring(1), String[].class)) {
        frame(message);
      }
      poll();
    } else if (body.startsWith("c[1000,")) {
      receiving.close();
      sending.close();
      left.complete(null);
    } else if (body.equals("h\n")) {
      poll();
    } else {
      failed("a poll is answered with " + body);
    }
  }

  private void poll() {
    receiving.post(path + "/xhr", "", this::polled);
  }

  private void frame(String frame) {
    switch (frame.substring(0, frame.indexOf('\n'))) {
      case "CONNECTED" -> send("SUBSCRIBE", "", "id:s", "receipt:s", "destination:" + topic);
      case "RECEIPT" -> subscribed.complete(null);
      case "MESSAGE" -> heard(frame.substring(frame.indexOf("\n\n") + 2, frame.indexOf('\0')));
      default -> failed(frame);
    }
  }

  private void heard(String body) {
    String[] words = body.split(" ", 3);
    int sender = Integer.parseInt(words[0]);
    int place = Integer.parseInt(words[1]);
    int before = heard.getOrDefault(sender, 0);
    if (place != before + 1) {
      failed("hears message " + place + " of " + sender + " after " + before);
    }
    heard.put(sender, place);
    received++;
  }

  private void send(String command, String body, String... headers) {
    String frame = command + "\n" + String.join("\n", headers) + "\n\n" + body + "\0";
    sending.post(
        path + "/xhr_send",
        GSON.toJson(new String[] {frame}),
        (status, answer) -> {
          if (status != 204) {
            failed("an upload is answered with " + status + " " + answer);
          }
        });
  }

  /** Says something now and then, beginning after this long. */
  void talk(long firstMillis, long everyMillis) {
    talking = true;
    var unused = loop.schedule(() -> say(everyMillis), firstMillis, TimeUnit.MILLISECONDS);
  }

  private void say(long everyMillis) {
    if (talking) {
      sent++;
      send("SEND", number + " " + sent + " " + "x".repeat(100), "destination:" + topic);
      var unused = loop.schedule(() -> say(everyMillis), everyMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Says nothing more; done with how much it has said. */
  CompletableFuture<Integer> fallSilent() {
    return CompletableFuture.supplyAsync(
        () -> {
          talking = false;
          return sent;
        },
        loop);
  }

  /** Returns how much it has heard. */
  CompletableFuture<Integer> received() {
    return CompletableFuture.supplyAsync(() -> received, loop);
  }

  /** Fails if anything went wrong until now. */
  void check() {
    if (left.isCompletedExceptionally()) {
      left.join();
    }
  }

  /** Done when the relay has said goodbye. */
  CompletableFuture<Void> leave() {
    loop.execute(() -> send("DISCONNECT", "", "receipt:bye"));
    return left;
  }
}
