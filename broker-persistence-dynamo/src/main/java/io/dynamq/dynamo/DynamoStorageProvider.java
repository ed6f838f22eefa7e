package io.dynamq.dynamo;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageProvider;

/** Opens the store in DynamoDB; see {@link NativeSettings} for its configuration. */
public final class DynamoStorageProvider implements StorageProvider {

  @Override
  public String name() {
    return "dynamo";
  }

  @Override
  public Storage open(Context context) throws InvalidSettingsException {
    return DynamoStorage.open(NativeSettings.parse(context.settings()), context);
  }
}
