import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { api, messageOf } from '../../platform/api.ts';
import styles from './comments-panel.module.css';
import panelStyles from './panel.module.css';

interface CommentBoxProps {
  map: string;
  cell: string;
  thread?: string;
  label: string;
  isSmall?: boolean;
}

const MOST_PEOPLE = 6;

/** Where one says something; `@` offers the people of the workspace. Ctrl+Enter sends. */
export function CommentBox({ map, cell, thread, label, isSmall = false }: CommentBoxProps) {
  const t = useTranslations('panels.comments');
  const queries = useQueryClient();
  const [text, setText] = useState('');
  // the same id until it has arrived, so that sending again after a broken connection says it once
  const id = useRef(crypto.randomUUID());
  const say = useMutation(
    api.mapComments.say.mutationOptions({
      onSuccess: () => {
        id.current = crypto.randomUUID();
        setText('');
        void queries.invalidateQueries({ queryKey: api.mapComments.key() });
      },
    }),
  );
  const send = () => {
    if (text.trim() === '' || say.isPending) return;
    say.mutate({ map, id: id.current, cell, text: text.trim(), ...(thread === undefined ? {} : { thread }) });
  };
  const mention = useMention(text, setText);
  const listId = useId();
  return (
    <form
      className={styles.box}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={mention.field}
        className={panelStyles.field}
        rows={isSmall ? 1 : 2}
        aria-label={label}
        placeholder={label}
        role="combobox"
        aria-expanded={mention.people.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          mention.look(event.currentTarget);
        }}
        onBlur={() => setTimeout(mention.end, 150)}
        onKeyDown={(event) => {
          if (mention.onKey(event.key)) {
            event.preventDefault();
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          }
        }}
      />
      {mention.people.length > 0 && (
        <div id={listId} className={styles.people} role="listbox" aria-label={t('people')}>
          {mention.people.map((email, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: arrows and Enter work in the field, which keeps the focus
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div
              key={email}
              role="option"
              aria-selected={index === mention.index}
              onClick={() => mention.choose(email)}
            >
              {email}
            </div>
          ))}
        </div>
      )}
      {(text.trim() !== '' || !isSmall) && (
        <div className={panelStyles.row}>
          <span
            className={`${panelStyles.grow} ${panelStyles.meta}`}
            role={say.isError ? 'alert' : undefined}
          >
            {say.isError ? messageOf(say.error) : t('hint')}
          </span>
          <button type="submit" className="button" disabled={text.trim() === '' || say.isPending}>
            {t('send')}
          </button>
        </div>
      )}
    </form>
  );
}

/** The name being written behind an @, and whom it could be. */
function useMention(text: string, setText: (text: string) => void) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [begun, setBegun] = useState<{ at: number; typed: string } | null>(null);
  const [index, setIndex] = useState(0);
  const query = useQuery(api.mapComments.people.queryOptions({ enabled: begun !== null, staleTime: 60_000 }));
  const people =
    begun === null
      ? []
      : (query.data?.people ?? [])
          .map((one) => one.email)
          .filter((email) => email.includes(begun.typed.toLowerCase()))
          .slice(0, MOST_PEOPLE);
  const choose = (email: string) => {
    if (begun === null) return;
    setText(`${text.slice(0, begun.at)}@${email} ${text.slice(begun.at + 1 + begun.typed.length)}`);
    setBegun(null);
    field.current?.focus();
  };
  return {
    field,
    people,
    index,
    choose,
    end: () => setBegun(null),
    look(element: HTMLTextAreaElement) {
      const written = element.value.slice(0, element.selectionStart);
      const found = /(?:^|\s)@([^\s@]*)$/.exec(written);
      setIndex(0);
      setBegun(found ? { at: written.length - 1 - (found[1]?.length ?? 0), typed: found[1] ?? '' } : null);
    },
    onKey(key: string): boolean {
      const chosen = people[index];
      if (chosen === undefined) return false;
      if (key === 'ArrowDown') setIndex((index + 1) % people.length);
      else if (key === 'ArrowUp') setIndex((index + people.length - 1) % people.length);
      else if (key === 'Enter' || key === 'Tab') choose(chosen);
      else if (key === 'Escape') setBegun(null);
      else return false;
      return true;
    },
  };
}
