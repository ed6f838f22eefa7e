package io.dynamq.server.users;

import io.dynamq.auth.scram.ScramCredential;
import io.dynamq.auth.scram.ScramNames;

/** Keys of SCRAM in PostgreSQL's notation [RFC 5803]. */
final class ScramNotation implements Notation<ScramCredential> {

  @Override
  public String key() {
    return "auth.scram.users_file";
  }

  @Override
  public String separator() {
    return ":SCRAM-SHA-256$";
  }

  @Override
  public ScramCredential parse(String text) {
    return ScramCredential.parse(text);
  }

  @Override
  public String text(ScramCredential secret) {
    return secret.text();
  }

  @Override
  public String shape() {
    return "<name>:SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>,"
        + " as bin/broker_ctl users add writes it";
  }

  @Override
  public String prepared(String name) {
    return ScramNames.prepared(name);
  }

  @Override
  public String notPrepared() {
    return "the name is not in the form in which clients' names are compared (SASLprep)";
  }
}
