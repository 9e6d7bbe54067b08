package org.cliniccontent.installation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.database.Database;

/**
 * Ownership of the store. A copy elsewhere still has the webhooks and the scheduled releases of the original, so
 * anything that leaves the store on its own checks here first.
 */
@ApplicationScoped
public class StoreOwner {

    /** The time after which a replaced or adopted store is noticed, in nanoseconds. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final Clock clock;
    private final Optional<String> name;

    private volatile Answer last = new Answer(false, System.nanoTime() - FRESH_NANOS);
    private volatile boolean foreign;

    StoreOwner(Database database, Clock clock, InstallationConfig config, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        this.name = config.name();
        Gauge.builder("clinic.store.foreign", () -> foreign ? 1 : 0)
                .description(
                        "1 if the store belongs to another installation, so that no webhooks are sent and no scheduled releases made")
                .register(meters);
    }

    private record Answer(boolean ours, long at) {}

    /**
     * The store's record of its owner.
     *
     * @param owner the owner; empty if none was ever recorded
     * @param place the store's present location
     */
    private record Ownership(Optional<Owner> owner, String place) {

        static Ownership of(ResultSet row) throws SQLException {
            var place = row.getString("owned_place");
            return new Ownership(
                    place == null ? Optional.empty() : Optional.of(new Owner(row.getString("name"), place)),
                    row.getString("place"));
        }
    }

    /** @param name null if it has none */
    private record Owner(String name, String place) {}

    /**
     * Checks whether webhooks may be sent and scheduled releases made from the store. A store without an owner becomes
     * this installation's.
     *
     * @throws Database.DatabaseException if the store cannot be asked
     */
    public boolean isOurs() {
        var known = last;
        if (System.nanoTime() - known.at() < FRESH_NANOS) {
            return known.ours();
        }
        boolean ours = refresh();
        last = new Answer(ours, System.nanoTime());
        return ours;
    }

    private boolean refresh() {
        var found = find();
        if (found.owner().isEmpty()) {
            recordOwner("FOUND", found.place());
            return reported(find());
        }
        var owner = found.owner().get();
        if (owner.name() == null && name.isPresent() && owner.place().equals(found.place())) {
            recordOwner("NAMED", found.place());
            return reported(find());
        }
        return reported(found);
    }

    private Ownership find() {
        return database.queryOne("""
                        select store_place() as place, i.name, i.place as owned_place
                        from (select 1) one
                        left join (select name, place from installation order by number desc limit 1) i on true
                        """, Ownership::of).orElseThrow();
    }

    /** Records this installation as the owner. If several replicas try at once, one succeeds. */
    private void recordOwner(String how, String place) {
        int taken = database.update("""
                insert into installation (number, name, place, how, at)
                select coalesce(max(number), 0) + 1, ?, ?, ?, ? from installation on conflict do nothing
                """, name.orElse(null), place, how, Timestamp.from(clock.instant()));
        if (taken > 0) {
            Log.infof("The store belongs to %s now", described(name.orElse(null)));
        }
    }

    private synchronized boolean reported(Ownership found) {
        var owner = found.owner().orElseThrow();
        boolean ours = owner.place().equals(found.place()) && Objects.equals(owner.name(), name.orElse(null));
        if (!ours && !foreign) {
            Log.warnf(
                    "The store belongs to %s%s, and this is %s: no webhooks are sent and no scheduled releases are made. "
                            + "If it is a backup of this installation that was restored: "
                            + "\"java -jar quarkus-run.jar adopt --restored\". "
                            + "If it is a copy of another installation: \"java -jar quarkus-run.jar adopt --copied\"",
                    described(owner.name()),
                    owner.place().equals(found.place()) ? "" : " in another place",
                    described(name.orElse(null)));
        } else if (ours && foreign) {
            Log.info("The store was adopted: webhooks are sent and scheduled releases are made");
        }
        foreign = !ours;
        return ours;
    }

    private static String described(String name) {
        return name == null ? "an installation without a name" : "installation " + name;
    }
}
