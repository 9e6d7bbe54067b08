package org.cliniccontent.review;

import java.time.LocalDate;
import java.util.UUID;

/**
 * What is published of an entity was to be reviewed by a day that has passed. It is told once for each such day, in the
 * transaction that notes that it was: what an observer writes is kept if and only if the note is. To act after the
 * commit, observe {@code during = AFTER_SUCCESS}.
 *
 * @param due the last day on which the review was not overdue
 */
public record ReviewOverdue(String type, UUID id, String slug, String name, LocalDate due) {}
