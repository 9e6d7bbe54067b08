package org.cliniccontent.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.cliniccontent.content.PartialDate;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;

/** What must hold for a reference to be published: its identifiers are such, and lead where they say. */
final class ReferenceRules {

    /** A registrant with its subdivisions, and a suffix of anything that can be seen (ISO 26324, section 4). */
    /** Without what nobody sees, such as a soft hyphen that came along with a copied line. */
    private static final Pattern DOI =
            Pattern.compile("10\\.[0-9]{4,9}(\\.[0-9]+)*+/[\\p{Graph}&&[^\\p{Cf}]]+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern PMID = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int MAX_PORT = 65_535;

    /** The types of CSL 1.0.2. */
    static final Set<String> CSL_TYPES = Set.of(
            "article",
            "article-journal",
            "article-magazine",
            "article-newspaper",
            "bill",
            "book",
            "broadcast",
            "chapter",
            "classic",
            "collection",
            "dataset",
            "document",
            "entry",
            "entry-dictionary",
            "entry-encyclopedia",
            "event",
            "figure",
            "graphic",
            "hearing",
            "interview",
            "legal_case",
            "legislation",
            "manuscript",
            "map",
            "motion_picture",
            "musical_score",
            "pamphlet",
            "paper-conference",
            "patent",
            "performance",
            "periodical",
            "personal_communication",
            "post",
            "post-weblog",
            "regulation",
            "report",
            "review",
            "review-book",
            "software",
            "song",
            "speech",
            "standard",
            "thesis",
            "treaty",
            "webpage");

    private ReferenceRules() {}

    static List<Fault> check(JsonNode body) {
        List<Fault> faults = new Faults();
        check(body, "cslType", CSL_TYPES::contains, "must be a type of CSL 1.0.2", faults);
        check(body, "issued", date -> PartialDate.parse(date).isPresent(), PartialDate.RULE, faults);
        check(
                body,
                "doi",
                DOI.asMatchPredicate(),
                "must be a DOI such as 10.1002/jcb.20886, without a resolver in front",
                faults);
        check(body, "pmid", PMID.asMatchPredicate(), "must be a PubMed identifier: up to nine digits", faults);
        check(
                body,
                "url",
                ReferenceRules::isWebAddress,
                "must be an absolute http or https URL with a host and without a user",
                faults);
        return faults;
    }

    private static void check(
            JsonNode body, String member, Predicate<String> valid, String otherwise, List<Fault> faults) {
        if (body.has(member) && !valid.test(body.path(member).asText())) {
            faults.add(Fault.at('/' + member, otherwise));
        }
    }

    private static boolean isWebAddress(String text) {
        try {
            var uri = new URI(text).parseServerAuthority();
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && text.equals(uri.toASCIIString())
                    && uri.getRawUserInfo() == null
                    && uri.getPort() <= MAX_PORT
                    && uri.getHost() != null
                    && isHost(uri.getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The syntax is checked by now; a label's length is not. */
    private static boolean isHost(String host) {
        try {
            return host.startsWith("[")
                    || !IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
