package io.dynamq.dynamo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of this module; "nobody else" can only be checked where the classes are. */
@AnalyzeClasses(packages = "io.dynamq", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_ONLY_THE_STORAGE_SPI =
      noClasses()
          .that()
          .resideInAPackage("io.dynamq.dynamo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.dynamq.engine..", "io.dynamq.net..", "io.dynamq.session..",
              "io.dynamq.routing..", "io.dynamq.codec..", "io.dynamq.packet..",
              "io.dynamq.auth..", "io.dynamq.control..", "io.dynamq.store.memory..",
              "io.dynamq.dynamodb..");

  @ArchTest
  static final ArchRule ONLY_THE_BACKEND_KNOWS_HOOKS =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.dynamq.dynamo", "io.dynamq.dynamo.client..", "io.dynamq.dynamo.writebehind..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dynamq.hook..", "io.dynamq.dynamo.backend..");

  @ArchTest
  static final ArchRule NOBODY_ELSE_USES_THE_SDK =
      classes()
          .that()
          .resideInAPackage("io.dynamq..")
          .and()
          .resideOutsideOfPackage("io.dynamq.dynamo..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("io.dynamq.dynamo.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_CLIENT_IS_THE_GROUND_FLOOR =
      noClasses()
          .that()
          .resideInAPackage("io.dynamq.dynamo.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dynamq.dynamo", "io.dynamq.dynamo.writebehind..");

  @ArchTest
  static final ArchRule THE_WRITE_BEHIND_KNOWS_NO_TABLE =
      noClasses()
          .that()
          .resideInAPackage("io.dynamq.dynamo.writebehind..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dynamq.dynamo");

  /** Otherwise the simulation would not be alone with its seed. */
  @ArchTest
  static final ArchRule ONLY_HANDS_MAKE_THREADS_AND_ROLL_DICE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.dynamq.dynamo", "io.dynamq.dynamo.client", "io.dynamq.dynamo.writebehind",
              "io.dynamq.dynamo.wal", "io.dynamq.dynamo.backend")
          .and()
          .doNotHaveSimpleName("SdkClient")
          .should()
          .callConstructorWhere(
              com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                  com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.type(Thread.class))))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.concurrent.Executors.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.Random.class)
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");
}
