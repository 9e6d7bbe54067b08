package org.cliniccontent.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever is woken finds what it means, what to look at and what to do. */
class MonitoringTest {

    private static final Path PAGE = Path.of("k8s", "operations.md");
    private static final Path TESTS = Path.of(".ci", "prometheus-rule.test.yaml");

    private static final Path RULES = Path.of("k8s", "components", "monitoring", "prometheus-rule.yaml");
    private static final Path DASHBOARD = RULES.resolveSibling("dashboard.json");
    private static final Path CONTRACT = Path.of("openapi", "v1.yaml");

    /** In JSON a quotation mark is escaped. */
    private static final Pattern URI = Pattern.compile("\\buri[!=~]+\\\\?\"([^\"\\\\]*)");

    private static List<String> alerts() {
        return Monitoring.alerts().stream()
                .map(rule -> rule.path("alert").asText())
                .toList();
    }

    @Test
    void eachAlertHasItsSectionAndEachSectionItsAlert() throws IOException {
        assertThat(Monitoring.headings(Files.readAllLines(PAGE))).containsExactlyInAnyOrderElementsOf(alerts());
        assertThat(alerts()).doesNotHaveDuplicates();
    }

    @Test
    void eachSectionSaysWhatItMeansWhatToLookAtAndWhatToDo() throws IOException {
        var page = Files.readString(PAGE);
        for (String alert : alerts()) {
            int start = page.indexOf("### " + alert + "\n");
            int end = page.indexOf("\n##", start + 1);
            assertThat(page.substring(start, end < 0 ? page.length() : end))
                    .as(alert)
                    .contains("**Means**", "**Look**", "**Do**");
        }
    }

    @Test
    void eachAlertSaysHowUrgentItIsAndWhereToRead() {
        assertThat(Monitoring.alerts()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asText()).isIn("page", "ticket");
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/runbook").asText())
                    .isEqualTo(
                            "k8s/operations.md#" + rule.path("alert").asText().toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void eachAlertIsTestedToFireAndNotTo() throws IOException {
        var tests = Files.readString(TESTS);
        assertThat(alerts()).allSatisfy(alert -> {
            var parts = tests.split("alertname: " + alert + "\n", -1);
            assertThat(parts).as("evaluations of " + alert).hasSizeGreaterThanOrEqualTo(3);
            assertThat(tests).contains("alertname: " + alert + "\n        exp_alerts: []");
            assertThat(tests).contains("alertname: " + alert + "\n        exp_alerts:\n");
        });
    }

    /** A path that the service does not have selects nothing, and excludes nothing. */
    @Test
    void theOperationsThatAreNamedAreOnesOfTheContract() throws IOException {
        var contract = Files.readString(CONTRACT);
        for (Path file : List.of(RULES, DASHBOARD, TESTS)) {
            var named = URI.matcher(Files.readString(file)).results().toList();
            assertThat(named).as(file.toString()).isNotEmpty().allSatisfy(found -> assertThat(contract)
                    .contains("\n  " + found.group(1) + ":\n"));
        }
    }

    @Test
    void theDashboardHasNoTwoPanelsOfOneIdAndNoEmptyOne() {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode panel : Monitoring.dashboard().path("panels")) {
            ids.add(panel.path("id").asInt());
            assertThat(panel.path("title").asText()).isNotEmpty();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("targets"))
                        .as(panel.path("title").asText())
                        .isNotEmpty();
            }
        }
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    }
}
