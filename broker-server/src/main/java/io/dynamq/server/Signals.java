package io.dynamq.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns SIGTERM and SIGINT into a call: the first asks for a graceful stop, the second ends the
 * process at once. The JVM's own shutdown hooks cannot do that, because they swallow a second signal.
 * SIGHUP asks to read files again; without a handler it would end the process.
 *
 * <p>{@code sun.misc.Signal} is the only way to receive signals; it is reached by reflection because
 * the compiler warns of its name and cannot be told not to.
 */
final class Signals {
  private static final String HANG_UP = "HUP";
  private static final List<String> NAMES = List.of("TERM", "INT", HANG_UP);
  private static final int EXIT_NOW = 1;

  private final AtomicInteger received = new AtomicInteger();
  private final Runnable stop;
  private final Runnable reload;

  private Signals(Runnable stop, Runnable reload) {
    this.stop = stop;
    this.reload = reload;
  }

  /** Calls them on threads of the JVM; where there are no signals it never does. */
  static void install(Runnable stop, Runnable reload) {
    Signals signals = new Signals(stop, reload);
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object receiver =
          Proxy.newProxyInstance(
              handler.getClassLoader(), new Class<?>[] {handler}, signals.invocations());
      for (String name : NAMES) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, one, receiver);
      }
    } catch (ReflectiveOperationException e) {
      // Then the JVM ends at once on a signal, which every store here survives.
      System.err.println("signals cannot be received, stopping will not be graceful: " + e);
    }
  }

  private InvocationHandler invocations() {
    return (proxy, method, arguments) ->
        switch (method.getName()) {
          case "handle" -> {
            received(arguments[0].toString());
            yield null;
          }
          case "equals" -> proxy == arguments[0];
          case "hashCode" -> System.identityHashCode(proxy);
          default -> "signals";
        };
  }

  /**
   * @param signal such as {@code SIGHUP}
   */
  private void received(String signal) {
    if (signal.endsWith(HANG_UP)) {
      reload.run();
    } else if (received.incrementAndGet() == 1) {
      stop.run();
    } else {
      System.out.println("Second signal: ending now.");
      Runtime.getRuntime().halt(EXIT_NOW);
    }
  }
}
