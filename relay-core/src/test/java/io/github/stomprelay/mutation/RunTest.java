package io.github.stomprelay.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test, {@code Class} or {@code Class#method}. */
final class RunTest {
  static final int FAILED = 3;

  private RunTest() {}

  public static void main(String[] args) {
    String test = args[0];
    DiscoverySelector selector = test.contains("#") ? selectMethod(test) : selectClass(test);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selector).build();
    SummaryGeneratingListener result = new SummaryGeneratingListener();
    try {
      LauncherFactory.create().execute(request, result);
    } catch (OutOfMemoryError e) {
      System.exit(FAILED);
    }
    if (result.getSummary().getTestsFoundCount() == 0) {
      throw new IllegalStateException("no test " + test);
    }
    System.exit(result.getSummary().getTotalFailureCount() == 0 ? 0 : FAILED);
  }
}
