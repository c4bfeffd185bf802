package io.travertine.persist.location.s3;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Properties;

/**
 * s3proxy, a server that others wrote, in this JVM: in a class loader of its own, since its
 * libraries are others than ours. Conditional creation is exact there; it has one bucket, {@code
 * bucket}, in memory.
 */
final class S3ProxyServer {

  /** Its name begins with this. */
  static final String NAME = "s3proxy";

  /** Where Maven has put it; empty in modules that do without. */
  static final String JAR = System.getProperty("travertine.test.s3proxy", "");

  private static final String VERSION = System.getProperty("travertine.test.s3proxy.version", "");
  private static final String QUIET = "s3proxy-logback.xml";

  private S3ProxyServer() {}

  static S3Server start() throws IOException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {configuration(), new File(JAR).toURI().toURL()},
            ClassLoader.getPlatformClassLoader());
    try {
      Thread.currentThread().setContextClassLoader(loader);
      return new S3Server(
          NAME + " " + VERSION,
          "s3://bucket?endpoint=http://127.0.0.1:%s&accessKeyId=k&secretAccessKey=s"
              .formatted(start(loader)),
          loader);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static int start(ClassLoader loader) throws ReflectiveOperationException {
    quiet();
    Properties properties = new Properties();
    properties.setProperty("jclouds.identity", "k");
    properties.setProperty("jclouds.credential", "s");
    Class<?> blobStores = loader.loadClass("org.gaul.s3proxy.BlobStores");
    Object store = call(method(blobStores, "create", 2), blobStores, "transient-nio2", properties);
    Class<?> contract = loader.loadClass("org.gaul.s3proxy.blobstore.BlobStore");
    call(method(contract, "createContainer", String.class), store, "bucket");
    Class<?> proxy = loader.loadClass("org.gaul.s3proxy.S3Proxy");
    Object builder = call(method(proxy, "builder", 0), proxy);
    call(method(builder.getClass(), "blobStore", 1), builder, store);
    call(method(builder.getClass(), "endpoint", 1), builder, URI.create("http://127.0.0.1:0"));
    Class<?> authentication = loader.loadClass("org.gaul.s3proxy.auth.AuthenticationType");
    Object signed = call(method(authentication, "fromString", 1), authentication, "aws-v4");
    call(method(builder.getClass(), "awsAuthentication", 3), builder, signed, "k", "s");
    Object server = call(method(builder.getClass(), "build", 0), builder);
    call(method(proxy, "start", 0), server);
    return (Integer) call(method(proxy, "getPort", 0), server);
  }

  /** The directory with the file that keeps it quiet. */
  private static URL configuration() throws IOException {
    URL file = S3ProxyServer.class.getResource("/" + QUIET);
    return new URL(file, ".");
  }

  private static void quiet() {
    System.setProperty("logback.configurationFile", QUIET);
    System.setProperty(
        "logback.statusListenerClass", "ch.qos.logback.core.status.NopStatusListener");
  }

  private static Object call(Method method, Object target, Object... arguments)
      throws ReflectiveOperationException {
    return method.invoke(target, arguments);
  }

  private static Method method(Class<?> type, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    return type.getMethod(name, parameters);
  }

  private static Method method(Class<?> type, String name, int parameters) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == parameters) {
        return method;
      }
    }
    throw new IllegalStateException("no " + name + " in " + type);
  }
}
