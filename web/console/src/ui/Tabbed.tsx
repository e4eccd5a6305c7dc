import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";

interface TabbedProps<K extends string> {
  label: string;
  tabs: readonly { value: K; text: string }[];
  value: K;
  onChange(value: K): void;
  children: ReactNode;
}

/** One of several lists in a page. */
export function Tabbed<K extends string>({ label, tabs, value, onChange, children }: TabbedProps<K>) {
  return (
    <Tabs className="tabbed" selectedKey={value} onSelectionChange={(key) => onChange(key as K)}>
      <TabList aria-label={label} className="tabs">
        {tabs.map((tab) => (
          <Tab key={tab.value} id={tab.value} className="tab">
            {tab.text}
          </Tab>
        ))}
      </TabList>
      <TabPanel key={value} id={value} className="tab-panel">
        {children}
      </TabPanel>
    </Tabs>
  );
}
