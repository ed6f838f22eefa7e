package io.dynamq.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of this module. */
@AnalyzeClasses(packages = "io.dynamq.server", importOptions = DoNotIncludeTests.class)
class ServerArchitectureTest {

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.dynamq.(server..)").should().beFreeOfCycles();

  /** The command line starts with two jars on its class path: this module's and picocli. */
  @ArchTest
  static final ArchRule commandLineNeedsOnlyPicocli =
      classes()
          .that()
          .resideInAPackage("..server.ctl..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "picocli..", "io.dynamq.server.ctl..", "io.dynamq.server.admin..");

  @ArchTest
  static final ArchRule whatTheCommandLineLoadsNeedsOnlyJava =
      classes()
          .that()
          .haveSimpleName("Commands")
          .or()
          .haveSimpleName("Command")
          .or()
          .haveSimpleName("Endpoint")
          .or()
          .haveSimpleName("AdminToken")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.dynamq.server.admin..");

  @ArchTest
  static final ArchRule configurationKnowsNoLibrary =
      classes()
          .that()
          .resideInAPackage("..server.config..")
          .and()
          // Its values are JSON.
          .doNotHaveSimpleName("TopicRule")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.dynamq..");

  @ArchTest
  static final ArchRule storeIsFoundAtRunTime =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.dynamq.dynamo..");

  @ArchTest
  static final ArchRule onlyTheRootOpensSocketsAndStores =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..server.admin..", "..server.ctl..", "..server.plugin..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dynamq.net..", "io.dynamq.dynamodb..", "io.netty..");

  /** It makes the records that say how sockets are to be, but opens and reads nothing. */
  @ArchTest
  static final ArchRule configurationOpensNothing =
      noClasses()
          .that()
          .resideInAPackage("..server.config..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.dynamq\\.net\\.Listeners|io\\.dynamq\\.net\\.tls\\.ServerCertificates"
                  + "|io\\.netty\\..*|io\\.dynamq\\.dynamodb\\..*");
}
