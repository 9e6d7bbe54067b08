/**
 * The start of the service: its configuration rules, the embedded database, the first content, and its health checks.
 */
package org.cliniccontent.startup;
