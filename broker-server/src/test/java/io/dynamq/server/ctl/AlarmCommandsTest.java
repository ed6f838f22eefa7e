package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands about alarms. */
class AlarmCommandsTest extends CtlCalls {
  private static final String BEGAN = "activate_at=2019-12-16T06:29:26Z";

  @Test
  void alarms() throws IOException {
    prints("", "alarms", "list");
    admin.alarms().activate("high_disk_usage", Map.of("usage", 93), "93% of it\u001b in use");
    prints(
        "Alarm(high_disk_usage, message=93% of it\\u001b in use, activated=true, " + BEGAN + ")\n",
        "alarms", "list");
    assertThat(run("alarms", "list", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).get(0).get("details").get("usage").asInt())
        .isEqualTo(93);
    prints("", "alarms", "history");
    prints("ok\n", "alarms", "deactivate", "high_disk_usage");
    refuses(1, "Not Found.\n", "alarms", "deactivate", "high_disk_usage");
    prints("", "alarms", "list");
    prints(
        "Alarm(high_disk_usage, message=93% of it\\u001b in use, activated=false, " + BEGAN
            + ", deactivate_at=2019-12-16T06:29:26Z)\n",
        "alarms", "history");
    prints("ok\n", "alarms", "clear");
    prints("", "alarms", "history");
  }
}
