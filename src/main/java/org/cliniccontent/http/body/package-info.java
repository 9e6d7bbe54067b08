/**
 * Request bodies: their size, their memory, strict decoding and schemas. What a body means belongs to the endpoint
 * that takes it.
 */
package org.cliniccontent.http.body;
