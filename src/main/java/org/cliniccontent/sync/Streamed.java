package org.cliniccontent.sync;

/**
 * The content of an answer that is sent piece by piece, as the client takes it.
 *
 * @param first has been read already: what is wrong before it is still a problem
 */
record Streamed(StreamFormat format, Stretch first) {}
