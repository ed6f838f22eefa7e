package io.dynamq.server.ctl;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The process of {@code bin/emqx_ctl}. */
public final class CtlMain {

  private CtlMain() {}

  /**
   * Exits with 0 if the command was carried out, 1 if not, 2 if it was not understood.
   *
   * @param arguments the words behind the program's name
   */
  public static void main(String[] arguments) {
    String home = System.getProperty("dynamq.home", ".");
    Passwords passwords = new Passwords(System.in, System.console());
    Watch watch = new Watch(System.out, CtlMain::pause, System.console() != null);
    Ctl ctl = new Ctl(Path.of(home), System.getenv(), passwords, System.out, System.err, watch);
    int code = ctl.run(arguments);
    System.out.flush();
    System.exit(code);
  }

  private static boolean pause(int seconds) {
    try {
      TimeUnit.SECONDS.sleep(seconds);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
