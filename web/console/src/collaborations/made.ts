import type { RecordProxy, RecordSourceSelectorProxy } from "relay-runtime";
import { ConnectionHandler } from "relay-runtime";

/** Put what was just made first in its list. */
export function putFirst(
  store: RecordSourceSelectorProxy,
  key: string,
  field: string,
  name: string,
  edge: string,
): void {
  const made: RecordProxy | null | undefined = store.getRootField(field)?.getLinkedRecord(name);
  const list = ConnectionHandler.getConnection(store.getRoot(), key);
  if (!made || !list) return;
  ConnectionHandler.deleteNode(list, made.getDataID()); // a repeated request makes nothing new
  ConnectionHandler.insertEdgeBefore(list, ConnectionHandler.createEdge(store, list, made, edge));
}
