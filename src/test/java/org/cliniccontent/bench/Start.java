package org.cliniccontent.bench;

/**
 * What one start showed.
 *
 * @param millis from the process's start to the first answer
 * @param resident mebibytes of memory then
 * @param residentLater mebibytes after some requests
 */
record Start(double millis, double resident, double residentLater) {}
