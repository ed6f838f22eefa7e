package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.config.MachineConfig;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLoadTest {
  @TempDir Path proc;
  private double processors = -1;
  private double memory = -1;
  private long seconds;

  private final MachineLoad load =
      new MachineLoad(
          new MachineConfig(60_000, 80, 60, 30_000, 70),
          new MachineLoad.Readings() {
            @Override
            public double processors() {
              return processors;
            }

            @Override
            public double memory() {
              return memory;
            }
          },
          new Time() {
            @Override
            public long epochMicros() {
              return 0;
            }

            @Override
            public long nanos() {
              return TimeUnit.SECONDS.toNanos(seconds);
            }
          });

  @Test
  void busyProcessorsAreTooBusyUntilBelowTheLowMark() {
    assertThat(load.processors()).isNull();
    processors = 0.8344;
    assertThat(load.processors()).as("not looked at again yet").isNull();
    seconds = 60;
    assertThat(load.processors().message()).isEqualTo("83.4% cpu usage");
    assertThat(load.processors().details())
        .containsEntry("usage", 83.4)
        .containsEntry("high_watermark", 80)
        .containsEntry("low_watermark", 60);
    processors = 0.6;
    seconds = 120;
    assertThat(load.processors()).isNotNull();
    processors = 0.59;
    seconds = 180;
    assertThat(load.processors()).isNull();
    processors = 0.79;
    seconds = 240;
    assertThat(load.processors()).isNull();
  }

  @Test
  void littleMemoryIsTooLittle() {
    memory = 0.7;
    assertThat(load.memory()).isNull();
    memory = 0.71;
    seconds = 29;
    assertThat(load.memory()).isNull();
    seconds = 30;
    assertThat(load.memory().message()).isEqualTo("System memory usage is higher than 70%");
    memory = -1;
    seconds = 60;
    assertThat(load.memory()).as("not known").isNull();
  }

  @Test
  void readsWhatLinuxCounts() throws IOException {
    Path stat = proc.resolve("stat");
    Path meminfo = proc.resolve("meminfo");
    MachineReadings readings = new MachineReadings(stat, meminfo);
    assertThat(readings.processors()).isNegative();
    assertThat(readings.memory()).isNegative();
    Files.writeString(stat, "cpu  100 10 90 700 100 0 0 0 5 5\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
    Files.writeString(
        meminfo, "MemTotal:        8000 kB\nMemFree:  100 kB\nMemAvailable:    2000 kB\n");
    assertThat(readings.processors()).as("nothing to compare with").isNegative();
    assertThat(readings.memory()).isEqualTo(0.75);
    Files.writeString(stat, "cpu  160 10 100 720 110 0 0 0 5 5\n");
    assertThat(readings.processors()).isEqualTo(0.7);
    assertThat(readings.processors()).as("no time has passed").isNegative();
  }

  @Test
  void thisMachineCanBeRead() {
    MachineReadings readings = new MachineReadings();
    assertThat(readings.memory()).isBetween(0.0, 1.0);
    assertThat(readings.processors()).isNegative();
  }
}
