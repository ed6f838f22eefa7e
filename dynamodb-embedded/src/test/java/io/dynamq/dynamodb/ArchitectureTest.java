package io.dynamq.dynamodb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the module. */
@AnalyzeClasses(
    packages = "io.dynamq.dynamodb",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.dynamq.(dynamodb..)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule knowsNothingOfTheBroker =
      noClasses()
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("io.dynamq..")
                  .and(JavaClass.Predicates.resideOutsideOfPackage("io.dynamq.dynamodb..")));

  @ArchTest
  static final ArchRule onlyStorageKnowsRocksDb =
      noClasses()
          .that()
          .resideOutsideOfPackage("..storage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule onlyHttpKnowsNetty =
      noClasses()
          .that()
          .resideOutsideOfPackage("..http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");
}
