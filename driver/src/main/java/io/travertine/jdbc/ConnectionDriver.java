package io.travertine.jdbc;

import io.travertine.jdbc.doorway.Doorway;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.UnregisteredDriver;

/** What Avatica's base classes take for the driver of one connection: it knows the doorway. */
final class ConnectionDriver extends UnregisteredDriver {

  private final Doorway doorway;

  ConnectionDriver(Doorway doorway) {
    this.doorway = doorway;
  }

  @Override
  protected AvaticaFactory createFactory() {
    return new JdbcObjects();
  }

  @Override
  protected DriverVersion createDriverVersion() {
    return new DriverVersion(
        TravertineDatabaseMetaData.DRIVER_NAME,
        Version.text(),
        TravertineDatabaseMetaData.PRODUCT_NAME,
        Version.text(),
        false,
        Version.MAJOR,
        Version.MINOR,
        Version.MAJOR,
        Version.MINOR);
  }

  @Override
  protected String getConnectStringPrefix() {
    return "";
  }

  @Override
  public Meta createMeta(AvaticaConnection connection) {
    return doorway;
  }

  AvaticaFactory factory() {
    return factory;
  }
}
