package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cliniccontent.release.TypeDescription;

/** Members in the order of the view record: what an entity is first, what the server adds last. */
final class Order {

    private Order() {}

    static void arrange(TypeDescription type, ObjectNode body) {
        Map<String, JsonNode> rest = new LinkedHashMap<>();
        body.properties().forEach(member -> rest.put(member.getKey(), member.getValue()));
        body.removeAll();
        for (String name : Selection.fieldNames(type)) {
            var value = rest.remove(name);
            if (value != null) {
                body.set(name, value);
            }
        }
        rest.forEach(body::set);
    }
}
