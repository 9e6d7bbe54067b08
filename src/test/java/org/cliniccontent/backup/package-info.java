/** The commands of k8s/backup.md, run as they stand there: see .ci/backup. */
package org.cliniccontent.backup;
