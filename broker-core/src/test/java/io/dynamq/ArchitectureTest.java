package io.dynamq;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** The walls of the house: which package may know which. */
@AnalyzeClasses(packages = "io.dynamq", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.dynamq.";

  /**
   * The drawing of the house has control on the floor of the sockets. It stands beside the engine
   * here, because the engine answers what control asks; it must not know the engine in return.
   */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("topic", 1),
          Map.entry("time", 1),
          Map.entry("setting", 1),
          Map.entry("message", 2),
          Map.entry("observe", 2),
          Map.entry("packet", 3),
          Map.entry("store", 3),
          Map.entry("auth", 3),
          Map.entry("hook", 3),
          Map.entry("codec", 4),
          Map.entry("session", 4),
          Map.entry("routing", 4),
          Map.entry("engine", 5),
          Map.entry("net", 6),
          Map.entry("cluster", 6),
          Map.entry("control", 5));

  /** Rooms without sockets: a whole broker must run on one thread with fake time. */
  private static final String[] PURE = {
    ROOT + "topic..", ROOT + "time..", ROOT + "setting..", ROOT + "message..", ROOT + "observe..",
    ROOT + "packet..", ROOT + "store..", ROOT + "auth..", ROOT + "hook..", ROOT + "session..",
    ROOT + "routing..", ROOT + "engine.."
  };

  /** Same floor is allowed here, because the rule against cycles covers it. */
  @ArchTest
  static final ArchRule arrowsPointDown =
      classes().should(useOnlyTheirOwnFloorAndBelow()).allowEmptyShould(true);

  @ArchTest
  static final ArchRule everyPackageHasAFloor =
      classes().should(standOnAFloor()).allowEmptyShould(true);

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.dynamq.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule controlOnlyAsks =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "control..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "engine..", ROOT + "net..", ROOT + "session..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noSocketsInside =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "java.nio.channels..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule rulesDoNotLog =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + "topic..", ROOT + "message..", ROOT + "packet..", ROOT + "session..",
              ROOT + "routing..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "java.util.logging..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule oneClock =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "time")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule theCoreKnowsNoStoreNoHttpNoCommandLine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon..", "com.fasterxml.jackson..", "picocli..", "org.eclipse.jetty..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule namesSayWhatAClassDoes =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Common")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .allowEmptyShould(true);

  private static ArchCondition<JavaClass> useOnlyTheirOwnFloorAndBelow() {
    return new ArchCondition<>("use only their own floor and those below") {
      @Override
      public void check(JavaClass from, ConditionEvents events) {
        int floor = floorOf(from);
        from.getDirectDependenciesFromSelf().stream()
            .filter(arrow -> floorOf(arrow.getTargetClass()) > floor)
            .forEach(
                arrow -> events.add(SimpleConditionEvent.violated(from, arrow.getDescription())));
      }
    };
  }

  private static ArchCondition<JavaClass> standOnAFloor() {
    return new ArchCondition<>("be in a package whose floor is named here") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (floorOf(type) == 0) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is on no floor"));
        }
      }
    };
  }

  /** 0 for what is not ours. */
  private static int floorOf(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(ROOT)) {
      return 0;
    }
    String room = name.substring(ROOT.length());
    int dot = room.indexOf('.');
    return FLOORS.getOrDefault(dot < 0 ? room : room.substring(0, dot), 0);
  }
}
