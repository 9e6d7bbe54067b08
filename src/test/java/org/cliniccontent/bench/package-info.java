/**
 * The service's reads beside an HTTP server that does nothing else, its starts, and what partners follow: the programs behind
 * {@code bench/http}, {@code bench/start} and {@code bench/sync}. They are among the tests' sources because they need the generator of content and the client of the
 * packaged service that are there, and because nothing of them may get into what is delivered. None of it is a test:
 * figures depend on the machine, so a build must not.
 */
package org.cliniccontent.bench;
