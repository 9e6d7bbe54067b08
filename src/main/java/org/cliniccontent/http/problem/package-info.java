/**
 * Problem details (RFC 9457): the types of errors, faults with their places, and the exception that carries them.
 * Which exception becomes which problem is decided in {@code http.ProblemMappers}.
 */
package org.cliniccontent.http.problem;
