import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { useSearchParams } from 'wouter';

/** Parts of a view, one shown at a time; which one is in the address. */
export function Tabs(props: {
  readonly label: string;
  readonly name: string;
  readonly tabs: readonly {
    readonly id: string;
    readonly title: string;
    readonly content: () => ReactNode;
  }[];
}): ReactNode {
  const { label, name, tabs } = props;
  const [params, setParams] = useSearchParams();
  const asked = params.get(name);
  const chosen = tabs.some(({ id }) => id === asked) ? asked! : tabs[0]!.id;
  return (
    <AriaTabs
      selectedKey={chosen}
      onSelectionChange={key =>
        setParams(
          before => {
            const after = new URLSearchParams(before);
            after.set(name, String(key));
            return after;
          },
          { replace: true },
        )
      }
    >
      <TabList aria-label={label} className="tabs">
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id}>
          {content()}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
