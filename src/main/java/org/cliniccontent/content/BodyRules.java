package org.cliniccontent.content;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;

/** What must hold for the body of every type to be published: its terminology codes and the dates of its review. */
@ApplicationScoped
public class BodyRules {

    /** Where a day begins first: a review of today is not in the future, wherever on Earth today is. */
    private static final ZoneOffset FIRST_ZONE = ZoneOffset.ofHours(14);

    private final Clock clock;

    public BodyRules(Clock clock) {
        this.clock = clock;
    }

    /** @return every fault, with its JSON pointer in the body */
    public List<Fault> check(TypeDescription type, JsonNode body) {
        List<Fault> faults = new Faults();
        type.facets().stream()
                .filter(facet -> facet.name().equals(Facet.CODE))
                .forEach(facet -> checkCodes('/' + facet.field(), body.path(facet.field()), faults));
        if (body.has("review")) {
            checkReview(body.path("review"), faults);
        }
        return faults;
    }

    private static void checkCodes(String pointer, JsonNode codes, List<Fault> faults) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < codes.size(); i++) {
            var at = pointer + '/' + i;
            var system = codes.get(i).path("system").asText();
            var code = codes.get(i).path("code").asText();
            var terminology = Terminology.of(system);
            if (terminology.isEmpty()) {
                faults.add(Fault.at(at + "/system", "must be one of " + Terminology.uris()));
            } else if (!terminology.get().has(code)) {
                faults.add(Fault.at(
                        at + "/code",
                        String.format(
                                Locale.ROOT,
                                "is not a code of %s: it must be %s",
                                system,
                                terminology.get().form())));
            }
            if (!seen.add(system + '|' + code)) {
                faults.add(Fault.at(at + "/code", "is given already"));
            }
        }
    }

    private void checkReview(JsonNode review, List<Fault> faults) {
        var last = date(review, "lastReviewed", faults);
        var next = date(review, "nextDue", faults);
        if (last.isPresent() && last.get().firstDay().isAfter(LocalDate.now(clock.withZone(FIRST_ZONE)))) {
            faults.add(Fault.at("/review/lastReviewed", "must not be in the future"));
        }
        if (last.isPresent()
                && next.isPresent()
                && next.get().lastDay().isBefore(last.get().firstDay())) {
            faults.add(Fault.at("/review/nextDue", "must not be before the last review"));
        }
    }

    private static Optional<PartialDate> date(JsonNode review, String member, List<Fault> faults) {
        if (!review.has(member)) {
            return Optional.empty();
        }
        var date = PartialDate.parse(review.path(member).asText());
        if (date.isEmpty()) {
            faults.add(Fault.at("/review/" + member, PartialDate.RULE));
        }
        return date;
    }
}
