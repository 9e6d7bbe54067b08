/** What the service tells monitoring and tracing of the requests that it answers. */
package org.cliniccontent.http.telemetry;
