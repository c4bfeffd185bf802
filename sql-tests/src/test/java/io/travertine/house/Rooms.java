package io.travertine.house;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rooms of the house from the ground up (design §2): a class may use its own room and the rooms
 * of the floors below, never its own floor's other rooms, never a floor above.
 */
final class Rooms {

  /** One floor per line; the rooms of one floor do not know each other. */
  private static final List<List<Room>> FLOORS =
      List.of(
          List.of(Room.of("values", "persist.time", "persist.id", "persist.error")),
          List.of(Room.of("data", "persist.data")),
          List.of(Room.of("location", "persist.location")),
          List.of(Room.of("pubsub", "persist.pubsub")),
          List.of(Room.of("metrics", "persist.internal.metrics")),
          List.of(Room.of("part", "persist.internal.part")),
          List.of(Room.of("batch", "persist.internal.batch")),
          List.of(Room.of("spine", "persist.internal.spine")),
          List.of(Room.of("state", "persist.internal.state")),
          List.of(
              Room.of("machine", "persist.internal.machine"), Room.of("io", "persist.internal.io")),
          List.of(Room.of("maintenance", "persist.internal.maintenance")),
          List.of(new Room("porch", List.of("persist"), false)),
          List.of(Room.of("txn", "persist.txn")),
          List.of(Room.of("inspect", "persist.inspect")),
          List.of(Room.of("admin", "persist.admin")),
          List.of(Room.of("simulation", "persist.simulation")),
          List.of(Room.of("type", "calcite.type"), Room.of("parse", "calcite.parse")),
          List.of(Room.of("catalog", "calcite.catalog")),
          List.of(Room.of("key", "calcite.key")),
          List.of(Room.of("session", "calcite.session")),
          List.of(Room.of("exec", "calcite.exec")),
          List.of(Room.of("change", "calcite.change")),
          List.of(Room.of("plan", "calcite.plan")),
          List.of(Room.of("schema", "calcite.schema")),
          List.of(Room.of("driver", "jdbc")),
          List.of(Room.of("server", "server")),
          List.of(Room.of("cli", "cli")));

  /** Packages of the root that hold nothing but their own description. */
  private static final List<String> HALLS = List.of("calcite", "persist.internal");

  private final String root;
  private final Map<Room, Integer> floorOf;

  /** The rooms below the package {@code root}. */
  Rooms(String root) {
    this.root = root;
    this.floorOf =
        FLOORS.stream().flatMap(List::stream).collect(toMap(identity(), Rooms::floorIndex));
  }

  /** Every dependency goes down, and every class is in a room this list knows. */
  ArchCondition<JavaClass> useOnlyRoomsBelow() {
    return new ArchCondition<>("use only rooms below their own") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        violations(user).forEach(told -> events.add(SimpleConditionEvent.violated(user, told)));
      }
    };
  }

  private List<String> violations(JavaClass user) {
    if (isHall(user)) {
      return List.of();
    }
    Optional<Room> home = roomOf(user);
    if (home.isEmpty()) {
      return List.of(user.getName() + " is in no room of Rooms.FLOORS: add its package there");
    }
    List<String> told = new ArrayList<>();
    for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
      JavaClass used = dependency.getTargetClass().getBaseComponentType();
      Optional<Room> other = roomOf(used);
      if (other.isPresent()
          && !other.equals(home)
          && floorOf.get(other.get()) >= floorOf.get(home.get())) {
        told.add(
            home.get().name()
                + " may not know "
                + other.get().name()
                + ": "
                + dependency.getDescription());
      }
    }
    return told;
  }

  private boolean isHall(JavaClass type) {
    return type.getSimpleName().equals("package-info")
        && HALLS.stream().anyMatch(hall -> type.getPackageName().equals(root + "." + hall));
  }

  private Optional<Room> roomOf(JavaClass type) {
    return floorOf.keySet().stream()
        .filter(room -> room.holds(root, type.getPackageName()))
        .findFirst();
  }

  private static int floorIndex(Room room) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      if (FLOORS.get(floor).contains(room)) {
        return floor;
      }
    }
    throw new IllegalArgumentException("no floor holds " + room);
  }

  /** A named set of packages below the root, with the packages below them if {@code deep}. */
  private record Room(String name, List<String> packages, boolean deep) {

    static Room of(String name, String... packages) {
      return new Room(name, List.of(packages), true);
    }

    boolean holds(String root, String candidate) {
      return packages.stream()
          .map(inside -> root + "." + inside)
          .anyMatch(
              inside -> candidate.equals(inside) || deep && candidate.startsWith(inside + "."));
    }
  }
}
