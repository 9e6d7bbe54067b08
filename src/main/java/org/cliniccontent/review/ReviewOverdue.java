package org.cliniccontent.review;

import java.time.LocalDate;
import java.util.UUID;

/**
 * Fired when the review of a published entity has become overdue. It is fired once for each due date, in the
 * transaction that records it: an observer's writes are committed together with the record. To act after the commit,
 * observe {@code during = AFTER_SUCCESS}.
 *
 * @param due the last day on which the review was not overdue
 */
public record ReviewOverdue(String type, UUID id, String slug, String name, LocalDate due) {}
