package org.cliniccontent.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.SigningKey;
import org.cliniccontent.http.SigningKeys;

/**
 * The secret of this installation, which its first migration of sync drew at random. It is kept in the database, so all
 * replicas share it, and a copy of the database in another place takes it along.
 */
@ApplicationScoped
public class InstallationSecret implements SigningKeys {

    private final Database database;
    private volatile byte[] secret;

    InstallationSecret(Database database) {
        this.database = database;
    }

    @Override
    public SigningKey of(String purpose) {
        return root().derive(purpose);
    }

    /** The key that the others are derived from. It also signs sync tokens: they are older than the others, and never expire. */
    public SigningKey root() {
        return new SigningKey(secret());
    }

    private byte[] secret() {
        var known = secret;
        if (known == null) {
            known = database.queryOne("select secret from sync_secret", row -> row.getBytes(1))
                    .orElseThrow();
            secret = known;
        }
        return known;
    }
}
