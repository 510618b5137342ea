package io.github.stomprelay.cli;

import java.lang.reflect.Proxy;

/**
 * Handlers of signals. A shutdown hook would not do: the JVM is deaf to a second SIGTERM while it
 * runs, and knows no SIGHUP. {@code sun.misc.Signal} is supported (module jdk.unsupported), but the
 * compiler's warning about it cannot be switched off where warnings are errors; so it is called by
 * its name.
 */
final class SignalHandlers {
  private SignalHandlers() {}

  /** From now on, the signal runs the action, on a thread of the JVM's. */
  static void install(String signal, Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              SignalHandlers.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      Object named = signalType.getConstructor(String.class).newInstance(signal);
      signalType.getMethod("handle", signalType, handlerType).invoke(null, named, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not hand out SIG" + signal, e);
    }
  }
}
