import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Dialog as AriaDialog,
  FieldError,
  Heading,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';

export function Button(props: {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly kind?: 'main' | 'plain' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly label?: string;
  /** Whether it opens a dialog, which a screen reader says. */
  readonly opens?: 'dialog';
}): ReactNode {
  const { children, onPress, kind = 'plain', type = 'button', busy = false, disabled = false } = props;
  const { label, opens } = props;
  return (
    <AriaButton
      className={`button ${kind}`}
      type={type}
      isPending={busy}
      isDisabled={disabled}
      {...(onPress && { onPress })}
      {...(label !== undefined && { 'aria-label': label })}
      {...(opens !== undefined && { 'aria-haspopup': opens })}
    >
      {children}
    </AriaButton>
  );
}

export interface Option {
  readonly id: string;
  readonly text: string;
  readonly more?: string;
}

export function Select(props: {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly Option[];
  readonly onChange: (id: string) => void;
  readonly placeholder?: string;
  readonly name?: string;
  readonly hideLabel?: boolean;
  readonly required?: boolean;
  readonly error?: string;
}): ReactNode {
  const { label, value, options, onChange, placeholder, name, hideLabel = false } = props;
  const { required = false, error } = props;
  return (
    <AriaSelect
      className="field"
      value={value}
      onChange={key => onChange(String(key))}
      isRequired={required}
      // Told that it is valid, a field would not say what is missing.
      {...(error !== undefined && { isInvalid: true })}
      validationBehavior={error === undefined ? 'native' : 'aria'}
      {...(name !== undefined && { name })}
      {...(placeholder !== undefined && { placeholder })}
    >
      <Label className={hideLabel ? 'unseen' : 'label'}>{label}</Label>
      <AriaButton className="input select">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </AriaButton>
      <FieldError className="error">{error}</FieldError>
      <Popover className="popover">
        <ListBox className="options" items={options}>
          {option => (
            <ListBoxItem id={option.id} textValue={option.text} className="option">
              {option.text}
              {option.more === undefined ? null : <small>{option.more}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** Browsers take years of six digits, which the service does not. */
const LAST: Readonly<Partial<Record<string, string>>> = {
  date: '9999-12-31',
  'datetime-local': '9999-12-31T23:59',
};

export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly name?: string;
  readonly type?: 'text' | 'search' | 'email' | 'tel' | 'date' | 'datetime-local';
  readonly lines?: number;
  readonly required?: boolean;
  readonly help?: string;
  readonly error?: string | undefined;
  readonly autoFocus?: boolean;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
  /** Characters, at most; what is pasted beyond them is cut off. */
  readonly most?: number;
}): ReactNode {
  const { label, value, onChange, type = 'text', lines, required = false, help, error, hideLabel } = props;
  const { most = 10_000 } = props;
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      isRequired={required}
      // Told that it is valid, a field would not say what is missing.
      {...(error !== undefined && { isInvalid: true })}
      // What the service did not take may be sent again; what is missing is not sent at all.
      validationBehavior={error === undefined ? 'native' : 'aria'}
      maxLength={most}
      // What is typed here is somebody's: the browser is not to keep it.
      autoComplete="off"
      {...(props.name !== undefined && { name: props.name })}
      {...(props.autoFocus === true && { autoFocus: true })}
    >
      <Label className={hideLabel === true ? 'unseen' : 'label'}>{label}</Label>
      {lines === undefined ? (
        <Input
          className="input"
          type={type}
          {...(LAST[type] !== undefined && { max: LAST[type] })}
          {...(props.placeholder !== undefined && { placeholder: props.placeholder })}
        />
      ) : (
        <TextArea className="input" rows={lines} />
      )}
      {help === undefined ? null : (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="error">{error}</FieldError>
    </AriaTextField>
  );
}

/** A dialog over the page; Escape and a press beside it close it. */
export function Dialog(props: {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { title, open, onClose, children } = props;
  return (
    <ModalOverlay
      className="overlay"
      isOpen={open}
      isDismissable
      onOpenChange={isOpen => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="modal">
        <AriaDialog className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A word with a colour, which says nothing that the word does not. */
export function Badge(props: {
  readonly tone?: 'plain' | 'good' | 'warning' | 'bad';
  readonly children: ReactNode;
}): ReactNode {
  return <span className={`badge ${props.tone ?? 'plain'}`}>{props.children}</span>;
}

export function Card(props: {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="card">
      <header>
        <h2>{props.title}</h2>
        {props.aside}
      </header>
      {props.children}
    </section>
  );
}
