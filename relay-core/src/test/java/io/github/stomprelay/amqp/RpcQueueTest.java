package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.Command;
import com.rabbitmq.client.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RpcQueueTest {
  private final TestLoop clock = new TestLoop();

  @Test
  void whatCouldNotBeSentHasItsTimeLimitToo() {
    RpcQueue.Sender broken =
        new RpcQueue.Sender() {
          @Override
          public void asyncRpc(Method method) throws IOException {
            throw new IOException("on purpose");
          }

          @Override
          public CompletableFuture<Command> asyncCompletableRpc(Method method) throws IOException {
            throw new IOException("on purpose");
          }
        };
    List<String> told = new ArrayList<>();
    RpcQueue rpcs =
        new RpcQueue(clock.loop, broken, Duration.ofSeconds(30), error -> told.add(error.name()));
    rpcs.add(List.of(), Methods.qos(1), ok -> told.add("ok"), error -> told.add("failed"));
    clock.advance(29_999);
    assertEquals(List.of(), told);
    clock.advance(1);
    assertEquals(List.of(BrokerErrors.TIMEOUT), told);
  }
}
