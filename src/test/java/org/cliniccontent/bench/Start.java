package org.cliniccontent.bench;

/**
 * The result of one start.
 *
 * @param millis from the process's start to the first response
 * @param resident mebibytes of memory then
 * @param residentLater mebibytes after some requests
 */
record Start(double millis, double resident, double residentLater) {}
