import { Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { useSearchParams } from "wouter";
import { chosen } from "../creators/chosen";
import { useNews } from "../live/context";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Empty, Page } from "../ui/Page";
import { Waiting } from "../ui/Waiting";
import "./bulk.css";
import { Detail } from "./Detail";
import { List } from "./List";
import { New } from "./New";

/** Messages to many: those that there are, how one gets on, and a new one. Whoever chose creators begins with it. */
export default function Bulk() {
  const [search, setSearch] = useSearchParams();
  const [begins, setBegins] = useState(() => chosen().length > 0 && !search.has("open"));
  const open = search.get("open");
  // Heard here, as what is below hears nothing while it is loaded for the first time.
  const news = useNews(["BulkMessageProgressed"]);

  function show(id: string | null) {
    setBegins(false);
    setSearch(id === null ? {} : { open: id });
  }

  if (begins) {
    return (
      <Page title={t.bulk.new} actions={<Button onPress={() => setBegins(false)}>{t.bulk.toList}</Button>}>
        <New onSent={show} />
      </Page>
    );
  }
  return (
    <Page
      title={t.pages.bulk}
      actions={
        <Button className="primary" onPress={() => setBegins(true)}>
          <Icon name="plus" /> {t.bulk.new}
        </Button>
      }
    >
      <div className="bulks" data-open={open !== null}>
        <Suspense fallback={<Waiting />}>
          <List news={news} open={open} onOpen={show} />
        </Suspense>
        <section className="bulk-open" aria-label={t.bulk.detail}>
          <Suspense fallback={<Waiting />}>
            {open === null ? (
              <Empty icon="bulk" words={t.bulk.chooseOne} />
            ) : (
              <Detail key={open} id={open} news={news} onBack={() => show(null)} />
            )}
          </Suspense>
        </section>
      </div>
    </Page>
  );
}
