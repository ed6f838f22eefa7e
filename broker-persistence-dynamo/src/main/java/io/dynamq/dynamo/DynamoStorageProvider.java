package io.dynamq.dynamo;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import io.dynamq.store.PlainRead;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageProvider;
import java.util.List;

/** Opens the store in DynamoDB; see {@link NativeSettings} for its configuration. */
public final class DynamoStorageProvider implements StorageProvider {

  @Override
  public String name() {
    return "dynamo";
  }

  @Override
  public List<Problem> check(List<Setting> settings) {
    try {
      NativeSettings.parse(settings);
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems();
    }
  }

  @Override
  public List<String> plainly(PlainRead read, List<Setting> settings)
      throws InvalidSettingsException {
    NativeSettings parsed = NativeSettings.parse(settings);
    return new PlainReads(Tables.named(parsed.tablePrefix()), parsed.pool()).of(read);
  }

  @Override
  public Storage open(Context context) throws InvalidSettingsException {
    return DynamoStorage.open(NativeSettings.parse(context.settings()), context);
  }
}
