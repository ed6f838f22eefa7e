package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoggedQueuesTest {
  private final Map<ClientId, List<Long>> given = new HashMap<>();
  private final LoggedQueues queues =
      new LoggedQueues(
          (client, records) ->
              records.forEach(
                  record ->
                      given
                          .computeIfAbsent(client, none -> new ArrayList<>())
                          .add(record.message.position().sequence())));

  @Test
  void putsDisplacedMessagesOfEachQueueInOrderAndKnowsRepeatedOnes() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      queues.add(record("a", random.nextInt(500)));
      queues.add(record("b", i));
    }
    queues.end();

    assertThat(given.get(new ClientId("a")))
        .isSorted()
        .doesNotHaveDuplicates().hasSizeGreaterThan(450);
    assertThat(given.get(new ClientId("b")))
        .isEqualTo(IntStream.range(0, 2_000).mapToObj(Long::valueOf).toList());
  }

  private static Logged.Appended record(String client, long sequence) throws Exception {
    Message message =
        new Message(
            new MessageId(1, sequence), TopicName.of("t"), Qos.AT_LEAST_ONCE, false, new byte[0],
            MessageProperties.NONE, "sender", 1, Message.NEVER);
    return new Logged.Appended(
        new Lease(new ClientId(client), 1, "a@b"),
        new StoredMessage(
            new Position(1, sequence), message, Qos.AT_LEAST_ONCE, false, new int[0], null));
  }
}
