import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * HiveMQ's community edition on a port of the loopback interface, for anonymous clients, without a
 * bound of its queues: {@code java -cp 'lib/*' HivemqPeer.java PORT DIRECTORY file|in-memory}.
 */
public final class HivemqPeer {
  private static final String CONFIG =
      """
      <?xml version="1.0"?>
      <hivemq>
        <listeners>
          <tcp-listener>
            <port>%s</port>
            <bind-address>127.0.0.1</bind-address>
          </tcp-listener>
        </listeners>
        <persistence>
          <mode>%s</mode>
        </persistence>
        <mqtt>
          <queued-messages>
            <max-queue-size>10000000</max-queue-size>
          </queued-messages>
        </mqtt>
        <anonymous-usage-statistics>
          <enabled>false</enabled>
        </anonymous-usage-statistics>
      </hivemq>
      """;

  private HivemqPeer() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    Path config = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(config.resolve("config.xml"), CONFIG.formatted(arguments[0], arguments[2]));
    EmbeddedExtension open =
        EmbeddedExtension.builder()
            .withId("open")
            .withName("open")
            .withVersion("1")
            .withAuthor("bench")
            .withExtensionMain(new Open())
            .build();
    EmbeddedHiveMQ.builder()
        .withConfigurationFolder(config)
        .withDataFolder(Files.createDirectories(directory.resolve("data")))
        .withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")))
        .withEmbeddedExtension(open)
        .build()
        .start()
        .join();
  }

  /** Lets everyone in. */
  private static final class Open implements ExtensionMain {
    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
      SimpleAuthenticator all = (in, out) -> out.authenticateSuccessfully();
      Services.securityRegistry().setAuthenticatorProvider(in -> all);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
  }
}
