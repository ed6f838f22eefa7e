package io.dynamq.dynamo.provision;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSource;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.observe.Meters;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.Provisioning;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The tables of all parts of this module that are in use. */
public final class DynamoProvisioning implements Provisioning {
  private static final int CONNECTIONS = 16;

  @Override
  public String name() {
    return "dynamo";
  }

  @Override
  public List<String> document(Form form, Needs needs) throws InvalidSettingsException {
    List<TableSource.Use> uses = uses(needs);
    List<TableSpec> tables =
        uses.stream().flatMap(use -> use.tables().stream()).distinct().toList();
    TableSource.Use first = uses.get(0);
    return switch (form) {
      case CLOUDFORMATION -> CloudFormation.of(tables, first.connection().billing());
      case TERRAFORM -> Terraform.of(tables, first.connection().billing());
      case IAM_POLICY ->
          IamPolicy.of(tables, first.pool().region(), first.connection().autoCreateTables());
    };
  }

  @Override
  public List<Finding> inspect(boolean create, Needs needs) throws InvalidSettingsException {
    List<Finding> findings = new ArrayList<>();
    for (TableSource.Use use : uses(needs)) {
      PoolSettings settings = use.pool().withSize(CONNECTIONS);
      try (DynamoPool pool = DynamoPool.open(settings, new Meters())) {
        if (create) {
          new TableSetup(pool, true, use.connection().billing()).ensure(use.tables());
        }
        findings.addAll(new TableInspection(pool).of(use.tables()));
      }
    }
    return findings;
  }

  @Override
  public List<Finding> permissions(Needs needs) throws InvalidSettingsException {
    List<Finding> findings = new ArrayList<>();
    for (TableSource.Use use : uses(needs)) {
      PoolSettings settings = use.pool().withSize(CONNECTIONS);
      try (DynamoPool pool = DynamoPool.open(settings, new Meters())) {
        findings.addAll(new Permissions(pool, Time.system()).of(use.tables()));
      }
    }
    return findings;
  }

  private static List<TableSource.Use> uses(Needs needs) throws InvalidSettingsException {
    List<TableSource.Use> uses = new ArrayList<>();
    for (TableSource source : ServiceLoader.load(TableSource.class)) {
      uses.addAll(source.uses(needs));
    }
    return uses;
  }
}
