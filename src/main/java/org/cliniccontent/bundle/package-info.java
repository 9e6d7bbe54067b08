/** Bundles: a document and its entities in one YAML or JSON file, and their import. */
package org.cliniccontent.bundle;
