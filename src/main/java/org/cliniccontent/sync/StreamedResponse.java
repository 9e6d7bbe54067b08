package org.cliniccontent.sync;

import org.cliniccontent.sync.StreamPermits.Permit;

/**
 * A response that is sent chunk by chunk, as the client receives it.
 *
 * @param first read in advance, so that an error before it is still a problem response
 * @param permit the permit for the stream
 */
record StreamedResponse(StreamFormat format, StreamChunk first, Permit permit) {}
