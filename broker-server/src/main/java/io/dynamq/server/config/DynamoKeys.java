package io.dynamq.server.config;

import io.dynamq.server.config.SettingSpec.Text;
import java.util.List;

/**
 * Keys that the DynamoDB store and the EMQX backend read for themselves. They are listed so that a
 * misspelled one is noticed; their values are judged by their owners.
 */
final class DynamoKeys {
  private static final List<String> PLUGIN_WIDE =
      List.of("region", "auto_create_tables", "table_prefix", "billing_mode");

  private DynamoKeys() {}

  static List<SettingSpec> rows(String section, ValueType own) {
    return PLUGIN_WIDE.stream()
        .map(
            key ->
                new SettingSpec(
                    section,
                    "backend.dynamo." + key,
                    own,
                    "",
                    "",
                    new Text("See the comments in the file.", false)))
        .toList();
  }
}
