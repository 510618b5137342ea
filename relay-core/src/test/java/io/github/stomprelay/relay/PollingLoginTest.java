package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FaultProxy;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.transport.http.RawHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that polls and sends on before its login is answered. */
@Timeout(60)
class PollingLoginTest {
  private static final String CONNECT =
      "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0";
  private static final String SUBSCRIBE = "SUBSCRIBE\nid:s\ndestination:/queue/q\n\n\0";
  private static final int SENDS = 10;

  private EmbeddedBroker broker;
  private FaultProxy way;
  private LoneRelay lone;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
    way = FaultProxy.to(broker.port());
    lone = LoneRelay.start("auth.mode=broker", "amqp.port=" + way.port());
  }

  @AfterEach
  void stop() {
    lone.close();
    way.close();
    broker.close();
  }

  private static String send(int number) {
    return "SEND\ndestination:/queue/q\nreceipt:" + number + "\n\n" + number + "\0";
  }

  private static List<String> numbers() {
    return IntStream.range(0, SENDS).mapToObj(String::valueOf).toList();
  }

  private void upload(String... messages) {
    String body = new Gson().toJson(messages);
    assertEquals(
        204,
        RawHttp.exchange(lone.address("http"), RawHttp.post("/coco/1/s/xhr_send", body)).status());
  }

  /** Of the frames with this command, what stands behind this. */
  private static List<String> each(List<String> frames, String command, String behind) {
    return frames.stream()
        .filter(frame -> frame.startsWith(command))
        .map(frame -> frame.substring(frame.indexOf(behind) + behind.length()))
        .map(rest -> rest.split("[\n\0]", 2)[0])
        .toList();
  }

  @Test
  void whatIsUploadedBeforeTheAnswerComesBehindItWholeAndInItsOrder() {
    try (RawHttp poll = lone.http()) {
      assertEquals("o\n", poll.send(RawHttp.post("/coco/1/s/xhr", "")).response().body());
      way.pause(); // so nobody answers the login
      upload(CONNECT);
      upload(SUBSCRIBE, send(0), send(1));
      for (int i = 2; i < SENDS; i++) {
        String frame = send(i);
        upload(frame.substring(0, 20));
        upload(frame.substring(20));
      }
      poll.send(RawHttp.post("/coco/1/s/xhr", ""));
      way.resume();
      List<String> frames = new ArrayList<>();
      while (each(frames, "RECEIPT", "id:").size() < SENDS
          || each(frames, "MESSAGE", "\n\n").size() < SENDS) {
        String body = poll.response().body();
        assertTrue(body.startsWith("a["), body + " behind " + frames);
        frames.addAll(List.of(new Gson().fromJson(body.substring(1), String[].class)));
        poll.send(RawHttp.post("/coco/1/s/xhr", ""));
      }
      assertTrue(frames.get(0).startsWith("CONNECTED\n"), frames.get(0));
      assertEquals(numbers(), each(frames, "RECEIPT", "id:"));
      assertEquals(numbers(), each(frames, "MESSAGE", "\n\n"));
    }
  }
}
