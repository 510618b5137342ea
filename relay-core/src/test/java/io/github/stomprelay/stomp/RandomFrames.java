package io.github.stomprelay.stomp;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Frames, limits and junk for property tests. */
final class RandomFrames {
  private static final String[] ALPHABETS = {
    "abcdefghijklmnopqrstuvwxyz-0123456789", ":\\\n\r \t", "éß\u0080߿ࠀ€\uffff", "a\u007f\u0001"
  };
  private static final Command[] COMMANDS = {
    Command.SEND, Command.SUBSCRIBE, Command.MESSAGE, Command.ERROR, Command.RECEIPT, Command.ACK
  };
  private static final byte[] INTERESTING = {
    0, '\n', '\r', ':', '\\', ' ', 'c', '1', -1, (byte) 0xc3
  };

  private static final List<StompVersion> VERSIONS = List.of(StompVersion.values());

  private final Random random;

  RandomFrames(Random random) {
    this.random = random;
  }

  boolean flag() {
    return random.nextBoolean();
  }

  StompVersion version() {
    return VERSIONS.get(random.nextInt(VERSIONS.size()));
  }

  int pieceSize() {
    return 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 8);
  }

  /** Narrow enough to be met by some of the frames, or wide. */
  FrameLimits limits() {
    if (random.nextInt(3) > 0) {
      return FrameLimits.CONNECTED;
    }
    return new FrameLimits(
        50 + random.nextInt(1000),
        1 + random.nextInt(10),
        5 + random.nextInt(60),
        random.nextInt(500));
  }

  /**
   * A frame, with a body where its command has one, and any text as headers; without leading spaces
   * in values, which 1.0 trims.
   */
  Frame frame() {
    Headers.Builder headers = new Headers.Builder();
    for (int i = random.nextInt(8); i > 0; i--) {
      headers.add(text(), text().stripLeading());
    }
    Command command = COMMANDS[random.nextInt(COMMANDS.length)];
    int size = random.nextInt(8) == 0 ? random.nextInt(20_000) : random.nextInt(50);
    byte[] body = new byte[command.hasBody() ? size : 0];
    random.nextBytes(body);
    if (body.length > 0) {
      headers.add(Headers.CONTENT_LENGTH, Integer.toString(body.length));
    }
    return Frame.of(command, headers.build(), body);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      String alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
      if (random.nextInt(10) == 0) {
        text.append("😀");
      } else {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
    }
    return text.toString();
  }

  /**
   * A valid frame several times over with some octets changed, left out, doubled; or plain noise.
   */
  byte[] junk(byte[] frame) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] wire = Arrays.copyOf(frame, 2 * frame.length);
    System.arraycopy(frame, 0, wire, frame.length, frame.length);
    for (int i = random.nextInt(6); i > 0 && wire.length > 2; i--) {
      int at = random.nextInt(Math.min(wire.length - 1, 400));
      switch (random.nextInt(3)) {
        case 0 -> wire[at] = INTERESTING[random.nextInt(INTERESTING.length)];
        case 1 -> System.arraycopy(wire, at + 1, wire, at, wire.length - at - 1);
        default -> System.arraycopy(wire, at, wire, at + 1, wire.length - at - 1);
      }
    }
    return wire;
  }
}
