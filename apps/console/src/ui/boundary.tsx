import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Button } from './kit';

/** What stands in for a view that broke, until there is another one: the way on stays. */
export class Boundary extends Component<
  { readonly at: string; readonly children: ReactNode },
  { readonly broken: boolean }
> {
  override readonly state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(before: { readonly at: string }): void {
    if (this.state.broken && before.at !== this.props.at) this.setState({ broken: false });
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken(): ReactNode {
  const { t } = useWords();
  return (
    <>
      <h1>{t('crashed')}</h1>
      <div className="notice bad" role="alert">
        <p>{t('crashed.next')}</p>
        <Button kind="main" onPress={() => location.reload()}>
          {t('crashed.reload')}
        </Button>
      </div>
    </>
  );
}
