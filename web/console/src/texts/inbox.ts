import type { InboxFolder } from "../__generated__/listsQuery.graphql";

export type Folder = InboxFolder;
