package org.cliniccontent.sync;

import org.cliniccontent.sync.StreamPermits.Permit;

/**
 * The content of an answer that is sent piece by piece, as the client takes it.
 *
 * @param first has been read already: what is wrong before it is still a problem
 * @param permit the right to the stream
 */
record Streamed(StreamFormat format, StreamChunk first, Permit permit) {}
