import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.janino.RelMetadataHandlerGeneratorUtil;

/**
 * Writes the classes that Calcite generates to find out about plans, and else compiles in each
 * process anew.
 */
public final class MetadataHandlers {

  /** Into the directory and the package that are named. */
  public static void main(String[] args) throws IOException {
    for (Class<?> kind : BuiltInMetadata.class.getClasses()) {
      for (Class<?> handler : kind.getClasses()) {
        if (MetadataHandler.class.isAssignableFrom(handler)) {
          write(handler.asSubclass(MetadataHandler.class), Path.of(args[0]), args[1]);
        }
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void write(Class<? extends MetadataHandler> handler, Path directory, String home)
      throws IOException {
    Class<? extends MetadataHandler<?>> type = (Class<? extends MetadataHandler<?>>) handler;
    List<MetadataHandler<?>> answers =
        DefaultRelMetadataProvider.INSTANCE.handlers(type).stream().distinct().toList();
    var code = RelMetadataHandlerGeneratorUtil.generateHandler(type, answers);
    String name = code.getHandlerName();
    String simple = name.substring(name.lastIndexOf('.') + 1);
    String source =
        code.getGeneratedCode().replaceFirst("(?m)^package .*;$", "package " + home + ";");
    // Java sees no private classes, but the methods are those of their superclass.
    for (MetadataHandler<?> answer : answers) {
      if (!Modifier.isPublic(answer.getClass().getModifiers())) {
        source =
            source
                .replace(answer.getClass().getName(), answer.getClass().getSuperclass().getName())
                .replace(
                    "return provider0.getDef()",
                    "return ((" + MetadataHandler.class.getName() + ") provider0).getDef()");
      }
    }
    Files.writeString(
        directory.resolve(simple + ".java"), source.replaceAll("(\\w)\\$(\\w)", "$1.$2"));
  }
}
