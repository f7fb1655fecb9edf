import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints every committed record of some topics, one a line: topic, partition, key, value, headers, between tabs.
 * -Dreader.config=FILE adds client settings; -Dreader.values=false leaves the values out.
 */
class CommittedReader {
  private static final boolean VALUES = !"false".equals(System.getProperty("reader.values"));

  public static void main(String[] args) throws IOException {
    Properties settings = new Properties();
    String config = System.getProperty("reader.config");
    if (config != null) settings.load(Files.newBufferedReader(Path.of(config)));
    settings.putAll(
        Map.of(
            "bootstrap.servers", args[0],
            "isolation.level", "read_committed",
            "enable.auto.commit", "false",
            "key.deserializer", StringDeserializer.class,
            "value.deserializer", StringDeserializer.class));
    StringBuilder lines = new StringBuilder();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions =
          Arrays.stream(args)
              .skip(1)
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Set<TopicPartition> open = new HashSet<>(partitions);
      while (!open.isEmpty()) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> lines.append(line(record)));
        open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
      }
    }
    System.out.print(lines);
  }

  private static String line(ConsumerRecord<String, String> record) {
    StringBuilder headers = new StringBuilder();
    record
        .headers()
        .forEach(
            header ->
                headers
                    .append(header.key())
                    .append('=')
                    .append(new String(header.value(), StandardCharsets.UTF_8))
                    .append(';'));
    String value = VALUES ? record.value() : "";
    return String.join("\t", record.topic(), "" + record.partition(), record.key(), value, headers) + "\n";
  }
}
