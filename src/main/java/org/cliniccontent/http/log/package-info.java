/**
 * Logging of requests, and the removal of secrets and line breaks from logs and responses. Each package decides itself
 * what to log.
 */
package org.cliniccontent.http.log;
