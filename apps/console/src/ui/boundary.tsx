import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Button } from './kit';

interface Props {
  /** What is shown: with another one it is tried again. */
  readonly at: string;
  /** What is shown of what broke; else how one goes on. */
  readonly instead?: ReactNode;
  readonly children: ReactNode;
}

/** What stands in for a view that broke, or a part of one, until there is another one: the way on stays. */
export class Boundary extends Component<Props, { readonly broken: boolean }> {
  override readonly state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.broken && before.at !== this.props.at) this.setState({ broken: false });
  }

  override render(): ReactNode {
    const { instead = <Broken />, children } = this.props;
    return this.state.broken ? instead : children;
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
