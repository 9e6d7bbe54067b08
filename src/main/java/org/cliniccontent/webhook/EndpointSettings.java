package org.cliniccontent.webhook;

import java.util.List;
import java.util.Optional;

/**
 * What an endpoint's owner says of it.
 *
 * @param eventTypes the events that it wants to hear of, at least one
 * @param entityTypes the types of the entities that these may be about; none stands for all
 */
record EndpointSettings(String url, Optional<String> description, List<String> eventTypes, List<String> entityTypes) {}
