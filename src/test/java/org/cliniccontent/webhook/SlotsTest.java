package org.cliniccontent.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.webhook.Sending.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Attempts at silent endpoints leave room for all others: counted, not timed. */
class SlotsTest {

    private static final String PARTNER = "key:partner";

    private final Slots slots = new Slots(Settings.USUAL);
    private final List<Slots.Slot> held = new ArrayList<>();

    private static DueDelivery candidate(String owner, String url, Lane lane) {
        return new DueDelivery(UUID.randomUUID(), EventId.generate(), owner, url, lane, Priority.NEWS);
    }

    /** Starts as many attempts at one endpoint as possible, without ending any. */
    private int fill(DueDelivery endpoint) {
        int before = held.size();
        while (slots.tryAcquire(endpoint).map(held::add).orElse(false)) {
            // And another.
        }
        return held.size() - before;
    }

    private void fill(int owners, int endpoints, String url, Lane lane) {
        for (int owner = 0; owner < owners; owner++) {
            for (int i = 0; i < endpoints; i++) {
                fill(candidate("key:silent" + owner, url.formatted(i), lane));
            }
        }
    }

    private int forPartner() {
        return fill(candidate(PARTNER, "https://partner.example/", Lane.FAST));
    }

    @Test
    void aPartnerAloneHasFourAtOneEndpoint() {
        assertThat(forPartner()).isEqualTo(4);
    }

    @Test
    void fiftySilentEndpointsOfAnotherTakeNothingFromIt() {
        fill(1, 50, "https://silent%d.example/", Lane.FAST);
        assertThat(slots.used(Lane.FAST)).isLessThanOrEqualTo(64);
        assertThat(forPartner()).isEqualTo(4);
    }

    @Test
    void norDoThoseOfTenOthersTakeAll() {
        fill(10, 50, "https://silent%d.example/", Lane.FAST);
        assertThat(forPartner()).isEqualTo(4);
    }

    @Test
    void norThoseOfThirtyOthersEverything() {
        fill(30, 50, "https://silent%d.example/", Lane.FAST);
        assertThat(forPartner()).isPositive();
    }

    @Test
    void fiftyOthersAtOneTargetLeaveAPartAtItForWhoComesLater() {
        fill(8, 50, "https://shared.example/%d", Lane.FAST);
        assertThat(slots.used(Lane.FAST)).isLessThanOrEqualTo(Settings.USUAL.concurrencyPerTarget());
        assertThat(fill(candidate(PARTNER, "https://shared.example/partner", Lane.FAST)))
                .isPositive();
        assertThat(forPartner()).isPositive();
    }

    @Test
    void whoFailsIsAskedOnceAtATimeAndApartFromWhoDoesNot() {
        assertThat(fill(candidate("key:silent", "https://silent.example/", Lane.SLOW)))
                .isEqualTo(1);
        fill(40, 50, "https://silent%d.example/", Lane.SLOW);
        assertThat(slots.used(Lane.SLOW)).isLessThanOrEqualTo(Settings.USUAL.concurrency() / 4);
        assertThat(slots.used(Lane.FAST)).isZero();
        assertThat(forPartner()).isEqualTo(4);
    }

    @Test
    void anOwnersOwnSilentEndpointsLeaveRoomForItsOthers() {
        List<DueDelivery> endpoints = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            endpoints.add(candidate(PARTNER, "https://silent%d.example/".formatted(i), Lane.FAST));
        }
        // In turns, as they are leased.
        for (int round = 0; round < 4; round++) {
            endpoints.forEach(endpoint -> slots.tryAcquire(endpoint).ifPresent(held::add));
        }
        assertThat(held.stream().map(slot -> slot.candidate().endpoint()).distinct())
                .hasSize(49);
        assertThat(forPartner()).isPositive();
    }

    @Test
    void whatHasEndedIsFreeAgain() throws InterruptedException {
        fill(3, 5, "https://silent%d.example/", Lane.FAST);
        fill(3, 5, "https://silent%d.example/", Lane.SLOW);
        held.forEach(Slots.Slot::release);
        assertThat(slots.used(Lane.FAST) + slots.used(Lane.SLOW)).isZero();
        assertThat(slots.busy()).isEmpty();
        assertThat(slots.awaitIdle(Duration.ZERO)).isTrue();
    }
}
