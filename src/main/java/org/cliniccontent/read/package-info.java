/**
 * The public reads: lists, single entities, their relations and their past. It works on published items only, for all
 * types alike, and never goes through the object-relational mapping.
 */
package org.cliniccontent.read;
