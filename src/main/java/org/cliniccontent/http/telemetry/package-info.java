/** Metrics and traces of requests. */
package org.cliniccontent.http.telemetry;
