package org.cliniccontent.release;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One act of publishing. */
@Schema(
        name = "Release",
        description = "A release: everything in it became public at once.",
        requiredProperties = {"number", "publishedAt", "message", "author", "changes", "hash", "previousHash", "digest"
        })
public record Release(
        @Schema(
                minimum = "1",
                description =
                        "Its number, in the order in which releases became public: one more than that of the release "
                                + "before. Only after the database was replaced by a copy that may lack releases (a failover, a "
                                + "backup that was restored) numbers are skipped, so that none is ever used twice.")
        long number,

        @Schema(description = "The time at which it became public (RFC 3339, UTC).")
        Instant publishedAt,

        @Schema(maxLength = 2_000, description = "The description by its publisher.")
        String message,

        @Schema(maxLength = 200, description = "The publisher.")
        String author,

        @Schema(minimum = "1", description = "The number of entities that it published, changed or removed.")
        int changes,

        @Schema(
                ref = "Sha256",
                description = "A hash over the whole release, and by `previousHash` over all releases before: an "
                        + "altered history is detected. It is the SHA-256 of the following lines in UTF-8, each "
                        + "ended by a line feed: `previousHash`; `number`; `publishedAt` in UTC with six decimals, such "
                        + "as 2026-03-01T12:00:00.000000Z; the SHA-256 of `message`; the SHA-256 of `author`; and for "
                        + "each of the release's changes, in the byte order of type and then of id, "
                        + "`type/id state sha256 approver`: the state is DELETED, WITHDRAWN, or PUBLISHED for what was "
                        + "ADDED or CHANGED, the approver the SHA-256 of `approvedBy`, or a hyphen without one. Each "
                        + "SHA-256 is in lower-case hexadecimal.")
        String hash,

        @Schema(ref = "Sha256", description = "The hash of the release before; 64 zeros in the first.")
        String previousHash,

        @Schema(
                ref = "Sha256",
                description = "The digest of everything published at it, which proves a copy: see `/v1/digest`.")
        String digest) {}
