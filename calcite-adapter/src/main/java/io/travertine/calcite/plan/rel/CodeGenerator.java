package io.travertine.calcite.plan.rel;

import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.tree.ClassDeclaration;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.FieldDeclaration;
import org.apache.calcite.linq4j.tree.MemberDeclaration;
import org.apache.calcite.linq4j.tree.Shuttle;
import org.apache.calcite.runtime.ArrayBindable;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.runtime.Typed;
import org.codehaus.commons.compiler.CompileException;
import org.jspecify.annotations.Nullable;

/** Turns a plan in Calcite's convention of generated code into a class. */
public final class CodeGenerator {

  /**
   * Code, and the objects it asks its context for by name.
   *
   * @param code makes rows
   */
  public record Generation(Bindable<?> code, Map<String, Object> stash) {}

  /** Metaspace for some 500 statements of the usual size. */
  private static final CompiledSources COMPILED = new CompiledSources(2_000_000);

  private static final AtomicLong GENERATIONS = new AtomicLong();

  private CodeGenerator() {}

  /**
   * The code of {@code plan}.
   *
   * @throws SqlFailure 54001 if it is too large for Java, XX000 if Calcite cannot implement the
   *     plan
   */
  public static Generation generate(EnumerableRel plan) {
    try {
      Optional<DirectCode.Rows> direct = DirectCode.of(plan);
      if (direct.isPresent()) {
        Bindable<?> code = direct.get()::open;
        return new Generation(code, Map.of());
      }
      return generated(plan);
    } catch (Exception e) {
      throw failure(e);
    }
  }

  private static Generation generated(EnumerableRel plan) throws Exception {
    GENERATIONS.incrementAndGet();
    Map<String, Object> stash = new HashMap<>();
    stash.put("_conformance", Sql.CONFORMANCE);
    EnumerableRelImplementor implementor =
        new EnumerableRelImplementor(plan.getCluster().getRexBuilder(), stash);
    LiftedLiterals literals = new LiftedLiterals();
    ClassDeclaration generated =
        implementor.implementRoot(literals.outOf(plan), EnumerableRel.Prefer.ARRAY);
    literals.declareIn(generated);
    stash.putAll(literals.values());
    ClassDeclaration lazy = generated.accept(new LazyConstants());
    return new Generation(compile(lazy, plan.getRowType().getFieldCount()), Map.copyOf(stash));
  }

  /** How many plans became generated code since this process began. */
  public static long generations() {
    return GENERATIONS.get();
  }

  /** How many classes were compiled since this process began. */
  public static long compilations() {
    return COMPILED.compilations();
  }

  private static Bindable<?> compile(ClassDeclaration generated, int fields) throws Exception {
    String kinds =
        fields == 1
            ? Bindable.class.getCanonicalName() + ", " + Typed.class.getCanonicalName()
            : ArrayBindable.class.getCanonicalName();
    String body = Expressions.toString(generated.memberDeclarations, "\n", false);
    return COMPILED.instance(
        generated.name,
        "public final class " + generated.name + " implements " + kinds + " {\n" + body + "\n}");
  }

  /**
   * Makes constants that Calcite lifts into static fields fields of the objects that use them:
   * computing one may fail, and a class that failed to load once would say so no more.
   */
  private static final class LazyConstants extends Shuttle {
    @Override
    public MemberDeclaration visit(FieldDeclaration field, @Nullable Expression initializer) {
      return Expressions.fieldDecl(field.modifier & ~Modifier.STATIC, field.parameter, initializer);
    }
  }

  private static SqlFailure failure(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SqlFailure failure) {
        return failure;
      }
      if (String.valueOf(cause.getMessage()).contains("grows beyond 64 KB")) {
        return new SqlFailure(
            SqlState.TOO_COMPLEX,
            "the statement is too large for one method of generated code: cut it in pieces");
      }
      if (cause instanceof NumberFormatException) {
        return new SqlFailure(
            SqlState.NUMERIC_OUT_OF_RANGE,
            "a constant of the statement is no number that its type can hold",
            cause);
      }
      if (cause instanceof CompileException && cause.getCause() instanceof StackOverflowError) {
        return new SqlFailure(
            SqlState.TOO_COMPLEX, "the statement is nested too deeply: cut it in pieces", cause);
      }
      if (cause instanceof CompileException) {
        return new SqlFailure(
            SqlState.UNSUPPORTED,
            "the statement uses something that cannot be executed: " + firstLine(cause),
            cause);
      }
      List<Throwable> suppressed = List.of(cause.getSuppressed());
      if (!suppressed.isEmpty()) {
        return failure(suppressed.get(0));
      }
    }
    return SqlFailure.bug(
        "no code could be generated for the statement: " + firstLine(root(error)), root(error));
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Messages may hold the whole generated source. */
  private static String firstLine(Throwable error) {
    @Nullable String message = error.getMessage();
    return message == null
        ? error.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
