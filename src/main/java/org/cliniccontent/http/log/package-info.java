/**
 * What is logged of a request, and how secrets and line breaks are kept out of logs and answers. What is worth
 * logging is decided where it happens.
 */
package org.cliniccontent.http.log;
