package io.dynamq.dynamo.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How AWS charges for tables that this process creates.
 *
 * @param readUnits 0 with {@code writeUnits} 0 for on-demand
 */
public record Billing(long readUnits, long writeUnits) {
  /** Pay per request. */
  public static final Billing ON_DEMAND = new Billing(0, 0);

  private static final Pattern PROVISIONED =
      Pattern.compile("provisioned\\(\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*\\)");

  /** Reads {@code on_demand} or {@code provisioned(5,5)}. */
  public static Billing parse(String text) {
    if (text.equals("on_demand")) {
      return ON_DEMAND;
    }
    Matcher matcher = PROVISIONED.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("unknown billing");
    }
    Billing billing =
        new Billing(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    if (billing.readUnits < 1 || billing.writeUnits < 1) {
      throw new IllegalArgumentException("units start at 1");
    }
    return billing;
  }

  /** True for pay per request. */
  public boolean isOnDemand() {
    return writeUnits == 0;
  }
}
