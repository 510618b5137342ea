package io.github.stomprelay.it;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The relay says what RabbitMQ's STOMP plugin says, or what docs/stomp.md says it says instead:
 * every conversation of the text files beside this class, once for each version of STOMP, strict
 * and lenient. With {@code -Drelay.it.target=plugin} the plugin itself is asked.
 */
class StompParityIT {
  private static final List<String> FILES =
      List.of(
          "02-frames.txt",
          "03-connect.txt",
          "04-destinations.txt",
          "06-send.txt",
          "07-subscribe.txt",
          "08-unsubscribe.txt",
          "09-ack.txt",
          "10-transactions.txt",
          "11-receipts.txt",
          "13-replies.txt",
          "14-errors.txt");

  static Stream<Arguments> conversations() {
    String only = System.getProperty("relay.it.only", "");
    return StompTarget.ALL.stream()
        .flatMap(
            target ->
                Stream.of("1.0", "1.1", "1.2")
                    .flatMap(
                        version ->
                            FILES.stream()
                                .flatMap(file -> Conversation.read(file).stream())
                                .filter(c -> c.toString().contains(only))
                                .map(c -> Arguments.of(target, version, c))));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("conversations")
  void answersAsWritten(StompTarget target, String version, Conversation conversation) {
    try (Talk talk = new Talk(target, version, conversation)) {
      talk.play();
    }
  }
}
