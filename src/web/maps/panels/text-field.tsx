import { useEffect, useState } from 'react';
import styles from './panel.module.css';

interface TextFieldProps {
  label: string;
  value: string;
  /** called when the field is left with another text */
  onChange: (value: string) => void;
  isLong?: boolean;
  isHidden?: boolean;
  placeholder?: string;
  isReadOnly?: boolean;
}

/** A text that counts when its field is left; what others write in meanwhile shows where one is not writing. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, isLong = false, isHidden = false, placeholder, isReadOnly = false } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const shared = {
    className: styles.field,
    value: text,
    placeholder,
    readOnly: isReadOnly,
    'aria-label': isHidden ? label : undefined,
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
    onBlur: () => {
      if (text !== value) onChange(text.trim());
    },
  };
  const field = isLong ? (
    <textarea rows={2} {...shared} />
  ) : (
    <input
      {...shared}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
  if (isHidden) return field;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside
    <label className={styles.label}>
      {label}
      {field}
    </label>
  );
}

/** A list as lines of one field. */
export function LinesField({
  values,
  onChange,
  ...props
}: Omit<TextFieldProps, 'value' | 'onChange' | 'isLong'> & {
  values: readonly string[];
  onChange: (values: string[]) => void;
}) {
  return (
    <TextField
      {...props}
      isLong
      value={values.join('\n')}
      onChange={(text) =>
        onChange(
          text
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        )
      }
    />
  );
}
