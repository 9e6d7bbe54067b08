package org.cliniccontent.sync;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** What streams are made of, as the contract has it. */
final class StreamSchemas {

    private StreamSchemas() {}

    static void addTo(Components components) {
        components.addSchema(
                "ChangeLine",
                OASFactory.createSchema()
                        .description(
                                "One line of a pass: a change, or a checkpoint, which has no `op`. What stands before a "
                                        + "checkpoint is applied by its `next`, so a stream that was cut is gone on with by "
                                        + "`?token=`. The last line is a checkpoint with `\"more\":false`: a stream that "
                                        + "ends without it was cut, however it ended.")
                        .anyOf(List.of(ref("SyncChange"), ref("SyncCheckpoint"))));
        components.addSchema(
                "SyncCheckpoint",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .description("How far a stream has brought the copy.")
                        .addProperty("next", ref("SyncToken"))
                        .addProperty(
                                "more",
                                OASFactory.createSchema()
                                        .addType(Schema.SchemaType.BOOLEAN)
                                        .description(
                                                "Whether the pass goes on. If not, the copy is complete to `release`."))
                        .addProperty(
                                "release",
                                OASFactory.createSchema()
                                        .addType(Schema.SchemaType.INTEGER)
                                        .format("int64")
                                        .minimum(BigDecimal.ZERO)
                                        .description("The release that the pass describes."))
                        .addProperty(
                                "digest",
                                OASFactory.createSchema()
                                        .allOf(List.of(ref("Sha256")))
                                        .description("Where the pass ends, the digest of all that is published: see "
                                                + "`/v1/digest`."))
                        .required(List.of("next", "more", "release")));
        components.addSchema(
                "ChangeEvents",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .description("Events as HTML describes them. The data of `change` is a `SyncChange`. That of "
                                + "`checkpoint` is `next`, `more` and `release` as on a page, and the `digest` where "
                                + "the pass ends; its id is the token: what stands before it is applied. Only "
                                + "checkpoints have ids. A comment, every 15 s by default, says that the stream "
                                + "still lives. Ignore events that you do not know.")
                        .addExample("event: checkpoint\nid: AZz4\ndata: {\"next\":\"AZz4\",\"more\":false,"
                                + "\"release\":7,\"digest\":\"9f86…\"}\n\n"));
    }

    private static Schema ref(String name) {
        return OASFactory.createSchema().ref("#/components/schemas/" + name);
    }
}
