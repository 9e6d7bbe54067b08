/**
 * Building blocks of the OpenAPI contract, and the endpoint that serves it. The contract of a feature is completed in
 * its own package.
 */
package org.cliniccontent.http.contract;
